//! docs/benchmark.svg: CPU seconds of a repin, each project a group of bars on a logarithmic scale. Takes figures, gives
//! SVG without fonts or styles from elsewhere; its colours follow the reader's theme.

use std::fmt::Write as _;

use crate::results::Results;
use crate::rows::Row;

/// What a bar stands for, its name in the legend and its class in the style.
const BARS: [(Row, &str, &str); 4] = [
    (Row::Warm7, "crate_universe, 7 triples", "ours"),
    (Row::Warm54, "crate_universe, 54 triples", "ours54"),
    (Row::Metadata, "one cargo metadata", "cargo"),
    (Row::Upstream7, "cargo-bazel 0.18.0, 7 triples", "upstream"),
];

const WIDTH: f64 = 860.0;
const LEFT: f64 = 150.0;
const RIGHT: f64 = 90.0;
const TOP: f64 = 84.0;
const BAR: f64 = 13.0;
const GAP: f64 = 18.0;

const STYLE: &str = "
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-size: 16px; font-weight: 600; }
  .small { font-size: 11px; }
  .line { stroke: #d1d9e0; }
  .ours { fill: #b7410e; } .ours54 { fill: #e08a5b; } .cargo { fill: #8c959f; } .upstream { fill: #3b6ea5; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .line { stroke: #3d444d; }
    .ours { fill: #f08b4f; } .ours54 { fill: #b8622f; } .cargo { fill: #7d8590; } .upstream { fill: #6cb0f5; }
  }
";

pub fn svg(results: &Results) -> String {
    let projects = results.projects();
    let group = BARS.len() as f64 * BAR + GAP;
    let bottom = TOP + projects.len() as f64 * group;
    let height = bottom + 40.0;
    let values = projects.iter().flat_map(|name| BARS.map(|(row, ..)| cpu(results, name, row))).flatten();
    let (least, most) =
        values.fold((f64::MAX, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    let scale = Scale { low: least.min(1.0).log10().floor(), high: most.max(1.0).log10().ceil() };
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-label=\"CPU seconds of a repin, by project\">\n<style>{STYLE}</style>\n\
         <text class=\"title\" x=\"16\" y=\"26\">CPU seconds of a warm repin (logarithmic; shorter is better)</text>\n"
    );
    legend(&mut text);
    for power in scale.low as i32..=scale.high as i32 {
        let x = scale.place(10_f64.powi(power));
        let _ =
            writeln!(text, "<line class=\"line\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP}\" y2=\"{bottom}\"/>");
        let label = if power < 0 {
            format!("{:.*} s", power.unsigned_abs() as usize, 10_f64.powi(power))
        } else {
            format!("{} s", 10_u32.pow(power as u32))
        };
        let _ = writeln!(
            text,
            "<text class=\"small\" text-anchor=\"middle\" x=\"{x:.1}\" y=\"{:.1}\">{label}</text>",
            bottom + 16.0
        );
    }
    for (place, name) in projects.iter().enumerate() {
        bars(&mut text, results, name, TOP + place as f64 * group + GAP / 2.0, &scale);
    }
    text + "</svg>\n"
}

fn cpu(results: &Results, project: &str, row: Row) -> Option<f64> {
    results.median(project, row).map(|sample| sample.cpu).filter(|cpu| *cpu > 0.0)
}

struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn place(&self, value: f64) -> f64 {
        LEFT + (WIDTH - LEFT - RIGHT) * (value.log10() - self.low) / (self.high - self.low)
    }
}

fn legend(text: &mut String) {
    let mut x = 16.0;
    for (_, title, class) in BARS {
        let _ = writeln!(
            text,
            "<rect class=\"{class}\" x=\"{x}\" y=\"46\" width=\"12\" height=\"12\" rx=\"2\"/>"
        );
        let _ = writeln!(text, "<text x=\"{}\" y=\"57\">{title}</text>", x + 18.0);
        x += 40.0 + title.len() as f64 * 6.9;
    }
}

fn bars(text: &mut String, results: &Results, name: &str, top: f64, scale: &Scale) {
    let middle = top + BARS.len() as f64 * BAR / 2.0;
    let _ = writeln!(text, "<text x=\"16\" y=\"{:.1}\">{name}</text>", middle - 1.0);
    let _ = writeln!(
        text,
        "<text class=\"small\" x=\"16\" y=\"{:.1}\">{} packages</text>",
        middle + 13.0,
        results.packages[name]
    );
    for (place, (row, _, class)) in BARS.into_iter().enumerate() {
        let Some(value) = cpu(results, name, row) else { continue };
        let y = top + place as f64 * BAR;
        let end = scale.place(value);
        let (width, thick) = (end - LEFT, BAR - 2.0);
        let _ = writeln!(
            text,
            "<rect class=\"{class}\" x=\"{LEFT}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{thick}\" rx=\"2\"/>"
        );
        let shown = if value < 1.0 { format!("{value:.3}") } else { format!("{value:.1}") };
        let _ = writeln!(
            text,
            "<text class=\"small\" x=\"{:.1}\" y=\"{:.1}\">{shown}</text>",
            end + 5.0,
            y + 10.0
        );
    }
}
