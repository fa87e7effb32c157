"""What a person reads: text, page, tables, workbook, and the folder that holds them."""
