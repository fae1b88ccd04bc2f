"""The domain values: days, bodies, changes, lines, policy and evidence. All frozen."""
