"""The options that several tables have in common, each as a set of its own, as the applications come with them."""

from __future__ import annotations

from ...columns import Option
from .vocabulary import numbered

FREIGHT_TERMS = numbered("FOB", "No Charge")
SHIPPING_METHODS = numbered("Airborne", "DHL", "FedEx", "UPS", "Postal Mail", "Full Load", "Will Call")
PAYMENT_TERMS = numbered("Net 30", "2% 10, Net 30", "Net 45", "Net 60")
RELATIONSHIPS = numbered(
    "Competitor",
    "Consultant",
    "Customer",
    "Investor",
    "Partner",
    "Influencer",
    "Press",
    "Prospect",
    "Reseller",
    "Supplier",
    "Vendor",
    "Other",
)
PRODUCT_TYPES = numbered("Sales Inventory", "Miscellaneous Charges", "Services", "Flat Fees")
LINE_TYPES = numbered(
    "Product", "Bundle", "Required Bundle Product", "Optional Bundle Product", "Project-based Service"
)
PRICING_METHODS = numbered(
    "Currency Amount",
    "Percent of List",
    "Percent Markup - Current Cost",
    "Percent Margin - Current Cost",
    "Percent Markup - Standard Cost",
    "Percent Margin - Standard Cost",
)
SELLING = numbered("No Control", "Whole", "Whole and Fractional")
PRIORITIES = tuple(Option(100_000_000 + step, name) for step, name in enumerate(("Low", "Normal", "High")))
