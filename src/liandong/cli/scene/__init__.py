"""A scene: an incident of the demo played step by step, each step by the person of the cast whose act it is.

`story` holds what happens when; `acts` what a step does and how it knows that it has been done, so that a scene that
was interrupted goes on where it stood; `player` keeps the time and `place` finds the scene's rows. Everything goes
through the services, with an actor.
"""
