"""Plots as shapes, and the shapes as SVG, cells or PNG."""
