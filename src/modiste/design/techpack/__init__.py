"""Tech packs: what a maker needs to know of a garment, as PDF in English or Chinese."""
