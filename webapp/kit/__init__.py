"""What several views share: answers computed once an edition, small maps, and pictures to take away."""
