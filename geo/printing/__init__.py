"""Printed documents: Arabic PDF, maps to scale, QR, the register of printouts and its verification page."""
