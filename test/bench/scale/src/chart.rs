//! docs/scale.svg: each figure over the number of packages. Its colours follow the reader's theme.

use plotters::coord::combinators::WithKeyPoints;
use plotters::prelude::*;
use side_by_side::Outcome;

use crate::curves::Figure;
use crate::results::{Figures, Results};
use crate::rows::{Row, Side, Step};
use crate::subject::Kind;

const WIDTH: u32 = 1000;
const PANEL: u32 = 330;
const COLUMNS: usize = 2;
const FONT: &str = "system-ui, sans-serif";

/// A colour for light themes, and what stands for it in dark ones.
type Ink = (RGBColor, &'static str);

const TEXT: Ink = (RGBColor(0x1f, 0x23, 0x28), "#e6edf3");
const GRID: Ink = (RGBColor(0xd1, 0xd9, 0xe0), "#3d444d");
const OURS: Ink = (RGBColor(0xb7, 0x41, 0x0e), "#f08b4f");
const OURS_TOO: Ink = (RGBColor(0xe0, 0x8a, 0x5b), "#b8622f");
const OURS_THIRD: Ink = (RGBColor(0x7a, 0x4b, 0x9d), "#c297e6");
const CARGO: Ink = (RGBColor(0x6e, 0x77, 0x81), "#9198a1");
const UPSTREAM: Ink = (RGBColor(0x3b, 0x6e, 0xa5), "#6cb0f5");
const UPSTREAM_TOO: Ink = (RGBColor(0x2c, 0x97, 0x8f), "#4fd1c5");
const LIMIT: Ink = (RGBColor(0xcf, 0x22, 0x2e), "#ff7b72");
const INKS: [Ink; 9] = [TEXT, GRID, OURS, OURS_TOO, OURS_THIRD, CARGO, UPSTREAM, UPSTREAM_TOO, LIMIT];

struct Panel {
    title: &'static str,
    unit: &'static str,
    curves: Vec<(&'static str, Ink, Figure)>,
}

fn panels() -> Vec<Panel> {
    let in_bazel = Row::InBazel;
    let both = |step, wall: fn(Row) -> Figure| {
        vec![
            ("crate_universe", OURS, wall(in_bazel(Side::Ours, step))),
            ("rules_rust", UPSTREAM, wall(in_bazel(Side::Upstream, step))),
        ]
    };
    let program = |figure: fn(Row) -> Figure| {
        vec![
            ("7 triples", OURS, figure(Row::Warm7)),
            ("54 triples", OURS_TOO, figure(Row::Warm54)),
            ("nothing changed", OURS_THIRD, figure(Row::Unchanged)),
            ("cargo metadata", CARGO, figure(Row::Metadata)),
            ("cargo-bazel, repin", UPSTREAM, figure(Row::UpstreamRepin)),
            ("cargo-bazel, nothing changed", UPSTREAM_TOO, figure(Row::UpstreamUnchanged)),
        ]
    };
    vec![
        Panel { title: "The program: CPU", unit: "CPU seconds", curves: program(Figure::Cpu) },
        Panel { title: "The program: peak memory", unit: "MiB", curves: program(Figure::PeakMib) },
        Panel {
            title: "Evaluation of the extension",
            unit: "wall seconds",
            curves: vec![
                ("crate_universe, cold", OURS, Figure::Wall(in_bazel(Side::Ours, Step::Cold))),
                (
                    "crate_universe, after a restart",
                    OURS_TOO,
                    Figure::Wall(in_bazel(Side::Ours, Step::Restart)),
                ),
                ("rules_rust, repin", UPSTREAM, Figure::Wall(in_bazel(Side::Upstream, Step::Cold))),
                (
                    "rules_rust, after a restart",
                    UPSTREAM_TOO,
                    Figure::Wall(in_bazel(Side::Upstream, Step::Restart)),
                ),
            ],
        },
        Panel {
            title: "Loading: query @crates//...",
            unit: "CPU seconds",
            curves: both(Step::Query, Figure::Cpu),
        },
        Panel {
            title: "build --nobuild of all of the hub, fetched",
            unit: "CPU seconds",
            curves: both(Step::Analysis, Figure::Cpu),
        },
        Panel {
            title: "Bazel's heap with all of the hub analysed",
            unit: "MiB",
            curves: vec![
                ("crate_universe", OURS, Figure::Heap(Side::Ours)),
                ("rules_rust", UPSTREAM, Figure::Heap(Side::Upstream)),
            ],
        },
        Panel {
            title: "Generated text",
            unit: "KiB",
            curves: vec![
                ("crate_universe, 7 triples", OURS, Figure::Text(Side::Ours, 7)),
                ("54 triples", OURS_TOO, Figure::Text(Side::Ours, 54)),
                ("rules_rust, 7 triples", UPSTREAM, Figure::Text(Side::Upstream, 7)),
            ],
        },
    ]
}

/// What the last panel shows: the cost a package beside that of the workspace with 1,000.
fn costs() -> Vec<(&'static str, Ink, Figure)> {
    vec![
        ("program, CPU", OURS, Figure::Cpu(Row::Warm7)),
        ("program, memory", OURS_TOO, Figure::PeakMib(Row::Warm7)),
        ("evaluation, cold", OURS_THIRD, Figure::Wall(Row::InBazel(Side::Ours, Step::Cold))),
        ("query", UPSTREAM, Figure::Cpu(Row::InBazel(Side::Ours, Step::Query))),
        ("build --nobuild", UPSTREAM_TOO, Figure::Cpu(Row::InBazel(Side::Ours, Step::Analysis))),
        ("text", CARGO, Figure::Text(Side::Ours, 7)),
    ]
}

pub fn svg(results: &Results) -> Outcome<String> {
    let panels = panels();
    let rows = (panels.len() + 1).div_ceil(COLUMNS);
    let mut text = String::new();
    {
        let size = (WIDTH, PANEL * u32::try_from(rows)?);
        let root = SVGBackend::with_string(&mut text, size).into_drawing_area();
        let root = root.titled("Lines: synthetic workspaces. Circles: published packages.", font(15))?;
        let areas = root.split_evenly((rows, COLUMNS));
        for (panel, area) in panels.iter().zip(&areas) {
            draw_panel(panel, area, results)?;
        }
        draw_costs(&areas[panels.len()], results)?;
        root.present()?;
    }
    Ok(with_dark_theme(&text))
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

fn points(results: &Results, kind: Kind, figure: Figure) -> Vec<(f64, f64)> {
    let point = |figures: &Figures| Some((figures.packages as f64, figure.of(figures)?));
    results.of_kind(kind).into_iter().filter_map(point).filter(|(_, value)| *value > 0.0).collect()
}

fn font(size: u32) -> TextStyle<'static> {
    (FONT, size).into_font().color(&TEXT.0)
}

/// More labels than an axis can have: each of its own is drawn.
const MANY: usize = 40;

/// The axis of packages.
fn size_axis() -> WithKeyPoints<LogCoord<f64>> {
    LogCoord::from((200.0..6500.0).log_scale()).with_key_points(vec![250.0, 500.0, 1000.0, 2000.0, 5000.0])
}

/// An axis of figures, with round numbers.
fn figures_axis(low: f64, high: f64) -> WithKeyPoints<LogCoord<f64>> {
    let round = (-4..8).flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit * 10_f64.powi(power)));
    let round = round.filter(|value| (low..high).contains(value)).collect();
    LogCoord::from((low..high).log_scale()).with_key_points(round)
}

fn draw_panel(panel: &Panel, area: &Area<'_>, results: &Results) -> Outcome<()> {
    let of_kind = |kind| panel.curves.iter().flat_map(move |curve| points(results, kind, curve.2));
    let values = of_kind(Kind::Synthetic).chain(of_kind(Kind::Published)).map(|(_, value)| value);
    let (least, most) =
        values.fold((f64::MAX, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    if most == 0.0 {
        return Ok(());
    }
    // Room for the names of the curves above them.
    let top = most * (most / least).powf(0.15 + 0.14 * panel.curves.len() as f64);
    let mut chart = ChartBuilder::on(area)
        .caption(panel.title, font(19))
        .margin(8)
        .x_label_area_size(42)
        .y_label_area_size(66)
        .build_cartesian_2d(size_axis(), figures_axis(least * 0.7, top))?;
    chart
        .configure_mesh()
        .x_desc("packages in Cargo.lock")
        .y_desc(panel.unit)
        .label_style(font(14))
        .axis_desc_style(font(15))
        .axis_style(GRID.0)
        .bold_line_style(GRID.0)
        .light_line_style(TRANSPARENT)
        .x_labels(MANY)
        .y_labels(MANY)
        .x_label_formatter(&|value| format!("{value:.0}"))
        .y_label_formatter(&|value| label(*value))
        .draw()?;
    for (name, ink, figure) in &panel.curves {
        let line = points(results, Kind::Synthetic, *figure);
        let published = points(results, Kind::Published, *figure);
        if line.is_empty() && published.is_empty() {
            continue;
        }
        let colour = ink.0;
        chart
            .draw_series(LineSeries::new(line, colour.stroke_width(2)).point_size(3))?
            .label(*name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], colour.stroke_width(2)));
        chart.draw_series(published.into_iter().map(|at| Circle::new(at, 4, colour.stroke_width(1))))?;
    }
    legend(&mut chart)
}

fn draw_costs(area: &Area<'_>, results: &Results) -> Outcome<()> {
    let base = results.of_kind(Kind::Synthetic).into_iter().find(|figures| figures.size == 1_000);
    let Some(base) = base else { return Ok(()) };
    let mut chart = ChartBuilder::on(area)
        .caption("crate_universe: cost a package, over that at 1,000", font(19))
        .margin(8)
        .x_label_area_size(42)
        .y_label_area_size(66)
        .build_cartesian_2d(size_axis(), 0.0..4.0)?;
    chart
        .configure_mesh()
        .x_desc("packages in Cargo.lock")
        .y_desc("ratio")
        .label_style(font(14))
        .axis_desc_style(font(15))
        .axis_style(GRID.0)
        .bold_line_style(GRID.0)
        .light_line_style(TRANSPARENT)
        .x_labels(MANY)
        .x_label_formatter(&|value| format!("{value:.0}"))
        .draw()?;
    for (name, ink, figure) in costs() {
        let Some(of_base) = figure.of(base).map(|value| value / base.packages as f64) else { continue };
        let line = points(results, Kind::Synthetic, figure).into_iter().map(|(x, y)| (x, y / x / of_base));
        let colour = ink.0;
        chart
            .draw_series(LineSeries::new(line, colour.stroke_width(2)).point_size(3))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], colour.stroke_width(2)));
    }
    let limit = LIMIT.0;
    chart
        .draw_series(LineSeries::new([(200.0, 1.2), (6500.0, 1.2)], limit.stroke_width(1)))?
        .label("bar at 5,000: 1.2")
        .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], limit.stroke_width(1)));
    legend(&mut chart)
}

fn legend<'a, 'b: 'a, X, Y>(chart: &mut ChartContext<'a, SVGBackend<'b>, Cartesian2d<X, Y>>) -> Outcome<()>
where
    X: plotters::coord::ranged1d::Ranged,
    Y: plotters::coord::ranged1d::Ranged,
{
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .label_font(font(14))
        .margin(6)
        .draw()
        .map_err(|error| error.to_string())?;
    Ok(())
}

fn label(value: f64) -> String {
    // Without the traces of binary fractions.
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Plotters states each colour in the element; a style sheet outweighs that.
fn with_dark_theme(svg: &str) -> String {
    let mut style = String::from("<style>@media (prefers-color-scheme: dark) {\n");
    for (RGBColor(red, green, blue), dark) in INKS {
        let light = format!("#{red:02X}{green:02X}{blue:02X}");
        style +=
            &format!("[fill=\"{light}\"] {{ fill: {dark} }} [stroke=\"{light}\"] {{ stroke: {dark} }}\n");
    }
    style += "}</style>\n";
    match svg.find(">\n") {
        Some(end) => format!("{}{style}{}", &svg[..end + 2], &svg[end + 2..]),
        None => svg.to_owned(),
    }
}
