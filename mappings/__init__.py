"""Table mappings and field mappings: what corresponds to what."""
