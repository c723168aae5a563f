/* Where a function of the plane is positive and where it is not, as paths: marching squares on a grid of cells. */
const contours = (() => {
  /* The function's values at the corners of cells of about `cell` pixels, in rows from the top. */
  function grid(f, [across, up], cell) {
    const places = ([from, to]) => {
      const count = Math.ceil(Math.abs(to - from) / cell);
      return Array.from({ length: count + 1 }, (_, i) => Math.min(from, to) + (Math.abs(to - from) * i) / count);
    };
    const [xs, ys] = [places(across.range), places(up.range)];
    const columns = xs.map(across.invert);
    const values = ys.map((y) => {
      const height = up.invert(y);
      return columns.map((x) => f(x, height));
    });
    return { xs, ys, values };
  }

  /* The paths of the region above zero, of the region below it, and of the line between them. */
  function split({ xs, ys, values }) {
    const above = [];
    const below = [];
    const edge = [];
    for (let row = 0; row + 1 < ys.length; row += 1) {
      let from = 0;
      let run = null;  // where the whole cells since `from` belong
      for (let column = 0; column < xs.length; column += 1) {
        const kind = column + 1 < xs.length ? side(values, row, column) : undefined;
        if (kind !== run) {
          run?.push(`M${xs[from].toFixed(1)} ${ys[row].toFixed(1)}H${xs[column].toFixed(1)}V${ys[row + 1].toFixed(1)}H${xs[from].toFixed(1)}z`);
          run = kind;
          from = column;
        }
        if (kind === null) cut(row, column);
      }
    }
    return { above: above.join(""), below: below.join(""), edge: edge.join("") };

    /* The region that a cell belongs to, or null if the line runs through it. */
    function side(rows, row, column) {
      const one = rows[row][column] > 0;
      const whole = rows[row][column + 1] > 0 === one && rows[row + 1][column] > 0 === one && rows[row + 1][column + 1] > 0 === one;
      return whole ? (one ? above : below) : null;
    }

    /* A cell with corners of both signs: each region gets a polygon. */
    function cut(row, column) {
      const corners = [[row, column], [row, column + 1], [row + 1, column + 1], [row + 1, column]];
      const crossings = [];
      const polygons = [[], []];
      corners.forEach(([i, j], k) => {
        const [nextI, nextJ] = corners[(k + 1) % 4];
        const [value, next] = [values[i][j], values[nextI][nextJ]];
        polygons[value > 0 ? 0 : 1].push([xs[j], ys[i]]);
        if (value > 0 === next > 0) return;
        const share = value / (value - next);
        const crossing = [xs[j] + share * (xs[nextJ] - xs[j]), ys[i] + share * (ys[nextI] - ys[i])];
        crossings.push(crossing);
        for (const polygon of polygons) polygon.push(crossing);
      });
      above.push(`${drawing.line(polygons[0])}z`);
      below.push(`${drawing.line(polygons[1])}z`);
      for (let i = 0; i + 1 < crossings.length; i += 2) edge.push(drawing.line([crossings[i], crossings[i + 1]]));
    }
  }

  return { grid, split };
})();
