"""Results of a search as a CSV or XLSX file."""
