"""Tests of slipway-host, in milliseconds each: no Docker, no fixed waits."""
