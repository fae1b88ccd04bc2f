"""How far the record can be trusted: its numbers against published ones, its gaps, its sources, its areas."""
