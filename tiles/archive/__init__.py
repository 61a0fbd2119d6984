"""The map in one file: public layers as a PMTiles archive, and a folder that shows it from any host of files."""
