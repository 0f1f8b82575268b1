extension ReportTemplate {
    /// Percentiles over the load, sweeps over each other, and the streams of a step. Lines differ in their strokes too.
    static let sweeps = """
        .q50 { --mode: var(--blue); }
        .q95 { --mode: var(--orange); --dash: 6 3; --line: dashed; }
        .q99 { --mode: var(--stall); --dash: 2 3; --line: dotted; }
        .w0 { --mode: var(--p0); } .w1 { --mode: var(--orange); --dash: 6 3; --line: dashed; }
        .w2 { --mode: var(--p2); --dash: 2 3; --line: dotted; } .w3 { --mode: var(--p3); --dash: 9 3; }
        .w4 { --mode: var(--stall); --dash: 5 2 1 2; } .w5 { --mode: var(--p5); --dash: 3 3; }
        .curve { stroke-width: 1.4; }
        .lawcurve { --dash: 2 3; --line: dotted; }
        .kneeband { fill: var(--good); fill-opacity: 0.1; }
        .kneeband:hover { fill-opacity: 0.18; }
        .steplane .waitline { stroke: var(--mode); stroke-opacity: 0.35; }
        .steplane .tickline { fill: none; stroke: var(--mode); stroke-width: 0.9; }
        .steplane.bad { --mode: var(--bad); }

        """
}
