"""One example of every figure, as a chapter would draw it; run as a script it prints all of them."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from mlelib import Gaussian, Mixture, MultivariateGaussian, SphericalGaussian, em
from mlelib.teaching import figure, figures, panels, plots
from mlelib.teaching.figures import Picture

X = np.array([-1.0, 0, 4, 5, 6])
START = Mixture([0.5, 0.5], Gaussian(mean=[6, 7], variance=[1, 4]))
PLANE = np.array([[0.5, 1], [2, 1.5], [3, -1], [4, 2.2], [1, 0.4], [2.5, 0.8]])
ELSEWHERE = PLANE + np.array([5.0, 4])


@contextmanager
def shown() -> Iterator[list[Picture]]:
    """Collects what ``figure`` would display."""
    pictures: list[Picture] = []
    display, figures.display = figures.display, pictures.append  # type: ignore[assignment]
    try:
        yield pictures
    finally:
        figures.display = display


def draw_all() -> list[Picture]:
    """Every figure of ``plots``, drawn."""
    with shown() as pictures:
        draw_on_a_line()
        draw_log_likelihoods()
        draw_in_the_plane()
        draw_mixtures()
        draw_bounds()
    return pictures


def draw_on_a_line() -> None:
    """Densities and data."""
    g = Gaussian.fit(X)
    with figure(alt="Five dots, and a bell curve with a stem over each.", caption="Data under the fit") as ax:
        plots.density(ax, g, text="N(2.8, 7.76)")
        plots.heights(ax, g, X)
        plots.axes_at_zero(ax)
    draws = np.random.default_rng(0).normal(0, 0.1, 1000)
    with figure(alt="A histogram under a bell curve that follows it.", caption="A thousand draws, fitted") as ax:
        plots.histogram(ax, draws)
        plots.density(ax, Gaussian.fit(draws), text="fit")
        plots.axes_at_zero(ax)


def draw_log_likelihoods() -> None:
    """Along one parameter, and over two."""

    def log_likelihood(mean: float) -> float:
        return Gaussian(mean, 7.76).log_likelihood(X)

    with figure(alt="The log-likelihood of μ has one peak, at 2.8.", caption="One peak, at the mean") as ax:
        plots.log_likelihood_curve(ax, log_likelihood, 0, 6, name="μ", maximum=2.8)
    with figure(alt="Contours close around one maximum, at (2.8, 7.76).", caption="One maximum over both") as ax:
        plots.log_likelihood_map(ax, X, mean=(-2, 7.5), variance=(2, 30))


def draw_in_the_plane() -> None:
    """Contours, classes and a hill."""
    with figure(alt="Six points and two circles around their mean.", caption="Circles around the mean") as ax:
        plots.scatter(ax, PLANE)
        plots.contours(ax, SphericalGaussian.fit(PLANE), text="spherical")
    both = np.vstack([PLANE, ELSEWHERE])
    with figure(alt="Two groups of points, each in its two ovals.", caption="Two classes, two Gaussians") as ax:
        plots.scatter(ax, both, labels=np.repeat([0, 1], 6))
        plots.contours(ax, MultivariateGaussian.fit(PLANE), text="purple")
        plots.contours(ax, MultivariateGaussian.fit(ELSEWHERE), series=1, text="yellow")
    with figure(alt="A slanted line between two groups of points.", caption="Boundary of two classes") as ax:
        plots.scatter(ax, both, labels=np.repeat([0, 1], 6))
        plots.boundary(ax, lambda points: points.sum(axis=1) - 8, (0, 9), (-1, 7))
        plots.window(ax, (0, 9), (-1, 7))
    with figure(alt="A tilted ellipse with a long and a short half axis.", caption="Half axes of an ellipse") as ax:
        plots.contours(ax, MultivariateGaussian.fit(PLANE))
        plots.half_axes(ax, MultivariateGaussian.fit(PLANE), deviations=2)
        plots.window(ax, (-1, 6), (-2, 4))
    with figure(alt="A round hill over the plane, highest at its middle.", caption="The density as a hill") as ax:
        plots.surface(ax, SphericalGaussian(mean=[0, 0], variance=1))


def draw_mixtures() -> None:
    """Stages of EM."""
    r = em(X, START, keep_history=True)
    assert r.history is not None
    with figure(alt="Two bell curves and the data, all but three on the right.", caption="The start of EM") as ax:
        plots.mixture(ax, START, X)
    with panels(
        2,
        alt="After one step the curves part; at the end each holds a clump.",
        caption="One step, and the end",
    ) as (left, right):
        plots.mixture(left, r.history[1], X)
        plots.mixture(right, r.mixture, X)
    three = Mixture([0.3, 0.4, 0.3], Gaussian(mean=[0, 4, 9], variance=[1, 1, 2]))
    with figure(
        alt="Three bell curves side by side, with data under them.", caption="Three components, three markers"
    ) as ax:
        plots.mixture(ax, three, X)
    with figure(alt="Two histograms of the same area, side by side.", caption="A histogram for each label") as ax:
        plots.labelled_histogram(ax, X, [0, 0, 1, 1, 1], bins=[-1.5, 0.5, 3.5, 5.5, 6.5])
        plots.mixture(ax, r.mixture, fill=False)
    with figure(alt="Two histograms that share three bars.", caption="Bars by responsibility") as ax:
        plots.shared_histogram(ax, X, START.responsibilities(X), bins=[-1.5, 0.5, 3.5, 5.5, 6.5])
        plots.mixture(ax, START, fill=False)
    plane = Mixture([0.5, 0.5], MultivariateGaussian(mean=[[1, 1], [7, 5]], covariance=[np.eye(2), 4 * np.eye(2)]))
    with figure(
        alt="Points in two clumps with an ellipse each, one undecided.", caption="A mixture in the plane"
    ) as ax:
        plots.plane_mixture(ax, plane, np.vstack([PLANE, ELSEWHERE, [[3.7, 2.7]]]))
    with figure(alt="The log-likelihood leaps, climbs, and levels off.", caption="EM climbs every step") as ax:
        plots.ascent(ax, r.log_likelihoods)


def draw_bounds() -> None:
    """Jensen's inequality, and the climb of the lower bound."""
    with figure(alt="The logarithm bends over its chord from 1 to 9.", caption="The curve above its chord") as ax:
        plots.jensen(ax, 1, 9)
    with figure(alt="A staircase of two lines that meet at each E.", caption="Two lines, one staircase") as ax:
        plots.staircase(ax, [-9.0, -6.0, -5.0], [-7.0, -5.5])
    values = np.linspace(0, 4, 21)
    hill = -((values[:, None] - 3) ** 2) - (values - 3) ** 2
    with figure(alt="Round contours, a diagonal, and a path in steps.", caption="A path to the top") as ax:
        plots.climb_map(ax, values, hill, levels=[-4, -2, -1], path=[1, 2, 2.5, 3])


if __name__ == "__main__":
    for picture in draw_all():
        print(picture.svg)
