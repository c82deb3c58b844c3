"""Records of both systems, their couplings and the problems they have."""
