"""Questions about what a hub holds, answered beside a running hub: where a case is, why a figure is what it is."""
