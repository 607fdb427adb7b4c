"""定期報告: what the council gets every month and every quarter, as a PDF."""
