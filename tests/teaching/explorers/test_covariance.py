"""A covariance matrix by its points or its ellipse."""

from urllib.parse import unquote

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from mlelib import DiagonalGaussian, MultivariateGaussian, SphericalGaussian
from mlelib.teaching import explore_covariance

from .conftest import Numbers, drag, press, root, swipe, words
from .gallery import GALLERY, PETALS

CONFIG = GALLERY["covariance"].config
WINDOW = np.array(CONFIG["window"])
FAMILIES = {"spherical": SphericalGaussian, "diagonal": DiagonalGaussian, "full": MultivariateGaussian}


def test_its_numbers_are_mlelibs(numbers: Numbers) -> None:
    samples = np.random.default_rng(0).uniform(*WINDOW.T, size=(200, 10, 2))
    n = samples.shape[1]
    for X, found in zip(samples, numbers("covariance", [{"points": X.tolist()} for X in samples]), strict=True):
        fits = {name: Family.fit(X) for name, Family in FAMILIES.items()}
        tops = [found[name]["logLikelihood"] for name in FAMILIES]
        for name, best in fits.items():
            assert found[name]["covariance"] == pytest.approx(best.covariance[np.triu_indices(2)].tolist(), rel=1e-9)
            assert found[name]["logLikelihood"] == pytest.approx(best.log_likelihood(X), rel=1e-9)
            assert found[name]["flaw"] == ""
        assert tops == sorted(tops)
        assert found["mean"] == pytest.approx(fits["full"].mean.tolist(), rel=1e-9)
        assert found["correlation"] == pytest.approx(np.corrcoef(X.T)[0, 1], rel=1e-9)
        assert tops[2] - tops[1] == pytest.approx(-n / 2 * np.log(1 - found["correlation"] ** 2), rel=1e-9)  # line (P2)


@pytest.mark.parametrize(
    ("right", "up", "missing"),
    [(0.1, 0.05, ["full"]), (0.1, 0, ["diagonal", "full"]), (0, 0.1, ["diagonal", "full"]), (0, 0, list(FAMILIES))],
)
def test_it_says_which_families_have_no_estimate(page: Page, right: float, up: float, missing: list[str]) -> None:
    """Points in equal steps along a line, or in one place."""
    X = [[3.7 + right * i, 1.1 + up * i] for i in range(10)]
    for name, Family in FAMILIES.items():
        if name in missing:
            with pytest.raises(ValueError, match="no maximum"):
                Family.fit(X)
    here = root(page, "covariance")
    page.evaluate(f"location.hash = '#explore-covariance?points={';'.join(f'{x},{y}' for x, y in X)}'")
    page.wait_for_function(
        "document.querySelector('#explore-covariance .mle-state').textContent.startsWith('The points')"
    )
    among = ", ".join(missing[:-1]) + " and " * (len(missing) > 1) + missing[-1]
    assert f"among {among} Gaussians the likelihood has no maximum" in words(page, "covariance")
    rest = [f"{name} {FAMILIES[name].fit(X).log_likelihood(X):.2f}" for name in FAMILIES if name not in missing]
    assert all(part.replace("-", "−") in words(page, "covariance") for part in rest)
    expect(here.get_by_text("no estimate")).to_have_count(len(missing))
    expect(here.locator(".handle:visible")).to_have_count(10)


def ellipse(page: Page) -> tuple[np.ndarray, MultivariateGaussian]:
    """The points that the address holds, and their full fit."""
    page.wait_for_function("location.hash.includes('points')")
    page.wait_for_timeout(500)  # until the last change is there, too
    points = unquote(page.url.split("points=")[1])
    X = np.array([part.split(",") for part in points.split(";")], dtype=float)
    return X, MultivariateGaussian.fit(X)


def shape(g: MultivariateGaussian) -> tuple[np.ndarray, float]:
    """The half axes, the longer first, and the angle of the longer in degrees."""
    values, vectors = np.linalg.eigh(g.covariance)
    return np.sqrt(values[::-1]), float(np.degrees(np.arctan2(*vectors[::-1, 1])) % 180)


def inside(X: np.ndarray) -> bool:
    return bool((X.min(axis=0) >= WINDOW[:, 0]).all() and (X.max(axis=0) <= WINDOW[:, 1]).all())


START = MultivariateGaussian.fit(PETALS)


def test_turning_moves_the_points_and_only_the_diagonal_likelihood(page: Page) -> None:
    start = words(page, "covariance")
    root(page, "covariance").get_by_role("slider", name="turn the ellipse").focus()
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    _, g = ellipse(page)
    (lengths, angle), (before, tilt) = shape(g), shape(START)
    assert lengths == pytest.approx(before, rel=1e-3)
    assert angle == pytest.approx(tilt + 15, abs=0.05)
    assert g.mean == pytest.approx(START.mean, abs=1e-4)
    parts = [text.split("Log-likelihood: ")[1].split(". The")[0] for text in (start, words(page, "covariance"))]
    spherical, diagonal, full = zip(*[part.split(", ") for part in parts], strict=True)
    assert spherical[0] == spherical[1] and full[0] == full[1]
    assert diagonal[0] != diagonal[1]


@pytest.mark.parametrize(("name", "which"), [("first half axis", 0), ("second half axis", 1)])
def test_a_half_axis_is_stretched_along_itself(page: Page, name: str, which: int) -> None:
    handle = root(page, "covariance").get_by_role("slider", name=name)
    handle.focus()
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    _, g = ellipse(page)
    (lengths, angle), (before, tilt) = shape(g), shape(START)
    assert lengths[which] == pytest.approx(before[which] + 3 * CONFIG["step"], abs=1e-4)
    assert lengths[1 - which] == pytest.approx(before[1 - which], abs=1e-4)
    assert angle == pytest.approx(tilt, abs=0.05)
    assert handle.get_attribute("aria-valuetext") == f"{lengths[which]:.3f} long"


def test_the_ellipse_follows_the_pointer(page: Page) -> None:
    """The dragged tip ends under the pointer, also where the first axis becomes the shorter one."""
    here = root(page, "covariance")
    handle, centre = (here.get_by_role("slider", name=name) for name in ("first half axis", "centre"))

    def reach() -> np.ndarray:
        boxes = [each.locator(".target").bounding_box() for each in (handle, centre)]
        return np.array([boxes[0][side] - boxes[1][side] for side in ("x", "y")])  # type: ignore[index]

    before = reach()
    drag(page, handle, *(-0.85 * before))
    assert reach() == pytest.approx(0.15 * before, abs=2)
    lengths, _ = shape(ellipse(page)[1])
    assert float(handle.get_attribute("aria-valuenow") or "nan") == pytest.approx(lengths[1], abs=1e-3)


def test_the_centre_moves_all_points_alike(page: Page) -> None:
    drag(page, root(page, "covariance").get_by_role("slider", name="centre"), 30, -20)
    X, g = ellipse(page)
    by = X - np.array(PETALS)
    assert np.ptp(by, axis=0) == pytest.approx([0, 0], abs=1e-4) and (by > 0).all()
    assert g.covariance == pytest.approx(START.covariance, abs=1e-5)


@pytest.mark.parametrize("name", ["first half axis", "second half axis", "centre", "turn the ellipse"])
def test_all_points_stay_in_the_window(page: Page, name: str) -> None:
    handle = root(page, "covariance").get_by_role("slider", name=name)
    handle.focus()
    for _ in range(30):
        page.keyboard.press("PageUp")
    X, _ = ellipse(page)
    assert inside(X)
    drag(page, handle, 500, -700)
    X, _ = ellipse(page)
    assert inside(X)
    box = handle.locator(".target").bounding_box()
    assert box is not None and 0 <= box["x"] <= page.viewport_size["width"] - box["width"]  # type: ignore[index]
    press(page, "covariance", "Reset")


def test_the_ring_turns_by_a_finger(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address)
    ring = root(page, "covariance").get_by_role("slider", name="turn the ellipse")
    before = ring.get_attribute("aria-valuetext")
    swipe(page, ring, 20, 60)
    assert ring.get_attribute("aria-valuetext") != before
    assert shape(ellipse(page)[1])[0] == pytest.approx(shape(START)[0], rel=1e-3)
    context.close()


def test_points_on_a_line_are_refused() -> None:
    with pytest.raises(ValueError, match="rank is 1 of 2"):
        explore_covariance([[0, 0], [1, 2], [2, 4]])
