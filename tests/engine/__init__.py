"""Tests of the engine: tables of cases and properties; no database, no Django."""
