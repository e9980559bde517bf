"""`python3 -I <folder of the package>`: for whom the launcher is in the way."""

from .main import main

main()
