import Glibc
import PracticeCommands

exit(runTacet())
