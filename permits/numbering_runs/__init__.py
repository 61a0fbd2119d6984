"""The numbering of an old district as a procedure: proposed, reviewed, published, heard, signed twice, frozen."""
