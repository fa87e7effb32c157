"""Brings an index of change: the change in standard deviations of the scores before."""

from scorewell import ChangeIndex, ChangeMethod, hookimpl


def compute(pre, post, inputs):
    return ChangeIndex.around(pre, post, standard_error=inputs["sd"])


@hookimpl
def register_change_methods(register):
    register(
        ChangeMethod(
            name="in-standard-deviations",
            title="Change in standard deviations",
            summary="The change divided by the standard deviation.",
            formula="(x2 - x1) / s, with x1 and x2 the scores before and after",
            reference="made up for this example",
            inputs=("sd",),
            compute=compute,
        )
    )
