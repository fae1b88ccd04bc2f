"""Tables recoded: their cells, columns, periods, amounts and balance, and what a table holds."""
