"""What scenes share in which columns of numbers are added up."""

from __future__ import annotations

from attnviz.pictures.update_vector_sum import Addition
from attnviz.stage.grid_scene import GridScene

PAUSE = 0.12  # seconds that a sum stands before the next term comes


class AddingScene(GridScene):
    """A scene in which columns of numbers are added up in front of the viewer."""

    def add_up(self, adding: Addition) -> None:
        """Add one row term by term, then all others."""
        for flight, before, after in adding.one_row():
            self.play(flight)
            self.remove(*before)
            self.add(*after)
            self.rest(PAUSE)
        self.play(*adding.other_rows())
