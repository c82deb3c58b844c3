"""Currencies of both systems by their codes."""


def in_bc(stage, code):
    """A currency of Business Central."""
    return stage.row("currencies", code=code)


def in_dataverse(stage, code):
    """The key of a currency of Dataverse, if it has one."""
    rows = stage.rows("transactioncurrency", isocurrencycode=code)
    return rows[0]["transactioncurrencyid"] if rows else None


def local_code(stage):
    """The code of the local currency."""
    return stage.connection.facts["local_currency"]


def local_key(stage):
    """The key of the local currency in Dataverse."""
    return stage.connection.facts["local_currency_id"]


def franc(stage, rate=0.9):
    """A currency that Dataverse lacks, worth so many of the local one, or without a rate."""
    if rate:
        amounts = {"exchangeRateAmount": 1, "relationalExchangeRateAmount": rate}
        stage.add("currencyExchangeRates", currencyCode="CHF", startingDate="2026-01-01", **amounts)
    return stage.add("currencies", code="CHF", displayName="Swiss franc")
