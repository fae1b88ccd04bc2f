"""The values that everything else speaks of: days, bodies, changes, lines, policy and evidence. All frozen."""
