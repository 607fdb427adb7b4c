"""Case documents as an XLSX workbook, there and back."""
