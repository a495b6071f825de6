"""How well reports of one dispute find each other: a labelled town, its clerks' dirt, the real hub, the figures."""
