"""HTTP clients of the two systems; they know no Django."""
