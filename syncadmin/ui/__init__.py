"""What pages share: list page, columns, filters, toasts and template tags."""
