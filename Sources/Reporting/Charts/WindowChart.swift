internal import Analysis
internal import RunModel

/// Requests of the window probe over time: how many were let in within the last window's length, against
/// the limit, and below it each request by what became of it.
struct WindowChart {
    let entries: [LimitsTimeline.Entry]
    let window: RequestWindow
    let stated: Int?

    private static let panel = 168.0
    private static let strip = 18.0
    private static let headroom = 12.0

    private struct Strip {
        let name: String
        let style: String
        let entries: [LimitsTimeline.Entry]
    }

    func figure(name: String, title: String, note: String = "") -> Figure? {
        let probed = entries.filter { step($0)?.isOfWindow == true }
        guard let first = probed.map(\.sent).min(), let last = probed.map(\.sent).max(),
            first < last, window.lengthSeconds > 0
        else { return nil }
        let margin = (last - first) * 0.01
        let domain = max(0, first - margin)...last + margin
        let time = LinearScale(domain, from: 0, to: WideDrawing.width, tickCount: 6)
        let accepted = entries.filter { $0.state == .accepted }.map(\.sent)
        let steps = CountOverTime(accepted, withinLast: window.lengthSeconds)
        let greatest = max(
            Double(steps.most(in: domain)), Double(stated ?? 0), window.only?.limitHigh ?? 0, 1)
        let counts = LinearScale(
            0...greatest, from: Self.panel, to: Self.headroom, tickCount: 4)
        let strips = strips(probed)
        var drawing = WideDrawing(
            height: Self.panel + 8 + Double(strips.count) * Self.strip, style: "lanechart")
        drawEdges(time, &drawing)
        for tick in counts.ticks {
            let y = counts.position(of: tick)
            drawing.path("gridline", "M0 \(ChartSVG.number(y))H\(Int(WideDrawing.width))")
            drawing.label("due", QuantityFormat.tick(tick), top: y - 7)
        }
        drawing.path(
            "rolling t0 \(edge == nil ? "m-streaming" : "wanted")",
            steps.path(domain, time, counts))
        if let edge {
            let since = CountOverTime(accepted, sinceEdgesOf: window.lengthSeconds, at: edge)
            drawing.path("rolling t2 m-streaming", since.path(domain, time, counts))
        }
        drawLimits(counts, &drawing)
        for (index, strip) in strips.enumerated() {
            draw(strip, top: Self.panel + 8 + Double(index) * Self.strip, time, &drawing)
        }
        drawing.add(hits(probed, steps, time))
        return Figure(
            title, legend: legend,
            drawing: drawing.rendered(
                name: name, title: title, description: description(probed, steps.most(in: domain)),
                time, TickFormat(), axis: "seconds since the run began"),
            note: note)
    }

    private func step(_ entry: LimitsTimeline.Entry) -> ProbeStep? {
        ProbeStep(rawValue: entry.probe)
    }

    /// Where an edge of fixed windows lies; the middle of what the answers leave open.
    private var edge: Double? {
        window.only?.edgeLowSeconds.map { ($0 + (window.only?.edgeHighSeconds ?? $0)) / 2 }
    }

    // MARK: Strips

    private func strips(_ probed: [LimitsTimeline.Entry]) -> [Strip] {
        let retries: Set<ProbeStep> = [.retryEarly, .retryDue]
        let (due, rest) = (
            probed.filter { step($0).map(retries.contains) == true },
            probed.filter { step($0).map(retries.contains) != true }
        )
        return [
            Strip(
                name: "let in", style: "m-streaming", entries: rest.filter { $0.state == .accepted }
            ),
            Strip(
                name: "refused", style: "refusing", entries: rest.filter { $0.state == .refused }),
            Strip(
                name: "no answer", style: "failing",
                entries: rest.filter { $0.state == .noAnswer || $0.state == .failed }),
            Strip(name: "retried", style: "", entries: due),
        ].filter { !$0.entries.isEmpty }
    }

    private func draw(
        _ strip: Strip, top: Double, _ time: LinearScale, _ drawing: inout WideDrawing
    ) {
        let groups: [(String, [LimitsTimeline.Entry])] =
            strip.style.isEmpty
            ? [
                ("m-streaming", strip.entries.filter { $0.state == .accepted }),
                ("refusing", strip.entries.filter { $0.state != .accepted }),
            ] : [(strip.style, strip.entries)]
        for (style, entries) in groups {
            // Whole answers reach lower than streams.
            let ticks = entries.map { entry in
                "M\(ChartSVG.number(time.position(of: entry.sent))) \(ChartSVG.number(top + 3))"
                    + "v\(entry.isStreaming ? 8 : 13)"
            }
            drawing.path("once \(style)", ticks.joined())
        }
        drawing.label("due", strip.name, top: top)
    }

    // MARK: Limits and edges

    private func drawLimits(_ counts: LinearScale, _ drawing: inout WideDrawing) {
        var limits =
            stated.map {
                [
                    (
                        y: counts.position(of: Double($0)),
                        name: "stated \(QuantityFormat.count($0))", style: "told"
                    )
                ]
            } ?? []
        if let only = window.only {
            let range = LimitsWording.range(only.limitLow, only.limitHigh)
            if range == stated.map({ QuantityFormat.count($0) }) {
                limits = [(y: limits[0].y, name: "\(range), as stated", style: "seen")]
            } else {
                limits.append(
                    (y: counts.position(of: only.limitHigh), name: "found \(range)", style: "seen"))
            }
        }
        drawing.ceilings(limits)
    }

    /// Where a fixed window begins, as far as the answers tell: a band from the earliest to the latest.
    private func drawEdges(_ time: LinearScale, _ drawing: inout WideDrawing) {
        guard let only = window.only, let low = only.edgeLowSeconds else { return }
        let (domain, height) = (time.domain, Int(drawing.height))
        let width = max((only.edgeHighSeconds ?? low) - low, 0)
        let first = ((domain.lowerBound - low) / window.lengthSeconds).rounded(.up)
        for place in stride(
            from: low + first * window.lengthSeconds, through: domain.upperBound,
            by: window.lengthSeconds)
        {
            let x = time.position(of: place)
            let end = time.position(of: min(place + width, domain.upperBound))
            drawing.path(
                "edgeband t1",
                "M\(ChartSVG.number(x)) 0H\(ChartSVG.number(end))V\(height)H"
                    + ChartSVG.number(x) + "z")
            drawing.path("edge t1", "M\(ChartSVG.number(x)) 0V\(height)")
        }
    }

    // MARK: Words

    /// What happened in equal steps of time, under the pointer.
    private func hits(
        _ probed: [LimitsTimeline.Entry], _ steps: CountOverTime, _ time: LinearScale
    ) -> String {
        let bins = 100
        let start = time.domain.lowerBound
        let step = (time.domain.upperBound - start) / Double(bins)
        let parts = Dictionary(grouping: probed) { min(bins - 1, Int(($0.sent - start) / step)) }
        let width = Int(WideDrawing.width) / bins
        return (0..<bins).map { bin in
            guard let part = parts[bin] else { return "" }
            let range = start + step * Double(bin)...start + step * Double(bin + 1)
            let accepted = part.count { $0.state == .accepted }
            let span = QuantityFormat.range(
                low: range.lowerBound, high: range.upperBound, .seconds)
            let words =
                "\(span) s: \(accepted) let in, \(part.count - accepted) not; at most "
                + "\(steps.most(in: range)) in the last \(length(of: window))"
            return #"<rect class="hit" x="\#(bin * width)" y="0" width="\#(width)" "#
                + #"height="\#(Int(Self.panel))"><title>\#(Markup(words).html)</title></rect>"#
        }.joined()
    }

    private func length(of window: RequestWindow) -> String {
        QuantityFormat.tick(window.lengthSeconds) + " s"
    }

    private var legend: [LegendEntry] {
        let last = "let in within the last \(length(of: window))"
        guard edge != nil else { return [LegendEntry(0, key: "line m-streaming", last)] }
        return [
            LegendEntry(2, key: "line m-streaming", "let in since the window began"),
            LegendEntry(0, key: "line wanted", last),
            LegendEntry(1, key: "edgekey", "where a window begins"),
        ]
    }

    private func description(_ probed: [LimitsTimeline.Entry], _ most: Int) -> String {
        let accepted = probed.count { $0.state == .accepted }
        let limit = window.only.map {
            " The limit found is \(LimitsWording.range($0.limitLow, $0.limitHigh))."
        }
        return "\(Wording.plural(probed.count, "request")), \(accepted) let in and "
            + "\(probed.count - accepted) not; at most \(most) were let in within "
            + "\(length(of: window)).\(stated.map { " \(QuantityFormat.count($0)) are stated." } ?? "")\(limit ?? "")"
    }
}

/// How many of some moments count, at every time.
struct CountOverTime {
    private struct Step {
        let time: Double
        let count: Int
    }

    private var steps: [Step] = []

    /// Those that lie within the last `length` seconds.
    init(_ moments: [Double], withinLast length: Double) {
        self.init(moments.map { ($0, $0 + length) })
    }

    /// Those since the last edge; edges lie at `edge` and every `length` seconds before and after it.
    init(_ moments: [Double], sinceEdgesOf length: Double, at edge: Double) {
        self.init(
            moments.map { moment in
                (moment, edge + (((moment - edge) / length).rounded(.down) + 1) * length)
            })
    }

    private init(_ spans: [(start: Double, end: Double)]) {
        let changes =
            (spans.map { (time: $0.start, change: 1) } + spans.map { (time: $0.end, change: -1) })
            .sorted { ($0.time, $0.change) < ($1.time, $1.change) }
        var count = 0
        for change in changes {
            count += change.change
            steps.append(Step(time: change.time, count: count))
        }
    }

    /// The greatest count at any time of the range.
    func most(in range: ClosedRange<Double>) -> Int {
        let before = steps.last { $0.time <= range.lowerBound }?.count ?? 0
        return max(before, steps.filter { range.contains($0.time) }.map(\.count).max() ?? 0)
    }

    /// The stairs as a path's commands.
    func path(_ domain: ClosedRange<Double>, _ time: LinearScale, _ counts: LinearScale) -> String {
        var count = steps.last { $0.time <= domain.lowerBound }?.count ?? 0
        var path = "M0 " + ChartSVG.number(counts.position(of: Double(count)))
        var last = ""
        for step in steps where domain.contains(step.time) {
            count = step.count
            let x = ChartSVG.number(time.position(of: step.time))
            path +=
                (x == last ? "" : "H\(x)") + "V"
                + ChartSVG.number(counts.position(of: Double(count)))
            last = x
        }
        return path + "H\(Int(WideDrawing.width))"
    }
}
