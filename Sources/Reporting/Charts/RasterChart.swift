internal import Analysis
internal import RunModel

/// Requests as lanes: the wait, the chunks, the stalls and the end of each, from the moment it was due.
///
/// The lanes stretch with the page while their letters do not: those stand beside the drawing, in
/// HTML. One path holds all ticks of a lane, which keeps thousands of them small.
struct RasterChart {
    let raster: StreamRaster
    /// Of streams that ended last, in a run under way, and not of a sample of them all.
    var isLive = false

    private static let pitch = 14.0
    private static let groupGap = 22.0

    /// A lane and the place of its upper edge.
    private struct Placed {
        let lane: StreamRaster.Lane
        let top: Double
        var middle: Double { top + RasterChart.pitch / 2 }
    }

    private struct Group {
        let name: String
        let top: Double
    }

    func figure(name: String, title: String) -> Figure? {
        guard let end = end, end > 0 else { return nil }
        let (placed, groups, height) = layout()
        let scale = LinearScale(0...end, from: 0, to: WideDrawing.width, tickCount: 6)
        var drawing = WideDrawing(height: height)
        drawing.gridLines(scale)
        for place in placed { drawing.add(svg(place, scale)) }
        addLabels(placed, groups, to: &drawing)
        let unit = LatencyUnit(milliseconds: end)
        return Figure(
            title, legend: legend,
            drawing: drawing.rendered(
                name: name, title: title, description: description, scale,
                TickFormat(unit: unit), axis: "\(unit.name) since the request was due"),
            note: note(end))
    }

    // MARK: Layout

    /// Where the longest lanes would squeeze all others to nothing, the drawing ends before them.
    private var end: Double? {
        let ends = raster.lanes.map(lastMoment).sorted()
        guard let longest = ends.last else { return nil }
        let usual = ends[min(ends.count - 1, ends.count * 9 / 10)]
        return min(longest, max(usual * 1.5, ends[ends.count / 2] * 2))
    }

    private func lastMoment(_ lane: StreamRaster.Lane) -> Double {
        max(lane.endMilliseconds ?? 0, lane.ticks.last ?? 0, lane.headMilliseconds ?? 0)
    }

    private func layout() -> ([Placed], [Group], height: Double) {
        var placed: [Placed] = []
        var groups: [Group] = []
        var y = 0.0
        let modes = ResponseMode.allCases.filter { mode in
            raster.lanes.contains { $0.mode == mode }
        }
        for mode in modes {
            if modes.count > 1 {
                groups.append(Group(name: Wording.mode(mode), top: y))
                y += Self.groupGap
            }
            for lane in raster.lanes where lane.mode == mode {
                placed.append(Placed(lane: lane, top: y))
                y += Self.pitch
            }
        }
        return (placed, groups, y)
    }

    // MARK: Drawing

    private func svg(_ placed: Placed, _ scale: LinearScale) -> String {
        let lane = placed.lane
        let number = ChartSVG.number
        func x(_ value: Double) -> String {
            number(min(scale.position(of: value), WideDrawing.width))
        }
        let (top, middle) = (placed.top, placed.middle)
        func across(_ style: String, from start: Double, to end: Double) -> String {
            start < end
                ? #"<path class="\#(style)" d="M\#(x(start)) \#(number(middle))H\#(x(end))"/>"# : ""
        }
        let sent = lane.sentMilliseconds ?? lastMoment(lane)
        let first = lane.ticks.first ?? max(sent, lane.endMilliseconds ?? sent)
        let isFailure = lane.outcome.isFailure
        var body =
            #"<rect class="hit" x="0" y="\#(number(top))" width="\#(Int(WideDrawing.width))" "#
            + #"height="\#(Int(Self.pitch))"><title>\#(Markup(words(lane)).html)</title></rect>"#
        body += across("due", from: 0, to: sent) + across("wait", from: sent, to: first)
        if isFailure, let last = lane.ticks.last {
            // What broke off went on waiting for more.
            body += across("wait", from: last, to: lane.endMilliseconds ?? last)
        }
        if let head = lane.headMilliseconds, head <= scale.domain.upperBound {
            body +=
                #"<path class="head" d="M\#(x(head)) \#(number(middle - 2.5))v5"/>"#
        }
        let ticks = lane.ticks.filter { $0 <= scale.domain.upperBound }
        if !ticks.isEmpty {
            let marks = ticks.map { "M\(x($0)) \(number(top + 2))v10" }.joined()
            body += #"<path class="tick \#(Self.toggle(lane.mode))" d="\#(marks)"/>"#
        }
        for stall in lane.stalls where stall.startMilliseconds < scale.domain.upperBound {
            let start = scale.position(of: stall.startMilliseconds)
            let end = min(scale.position(of: stall.endMilliseconds), WideDrawing.width)
            body +=
                #"<rect class="stall t1" x="\#(number(start))" y="\#(number(middle - 2))" "#
                + #"width="\#(number(max(end - start, 1)))" height="4"/>"#
        }
        if let end = lane.endMilliseconds, isFailure, end <= scale.domain.upperBound {
            body += #"<path class="broken" d="M\#(x(end)) \#(number(top + 1))v12"/>"#
        }
        let style = isFailure ? "lane bad" : "lane"
        return #"<g class="\#(style) \#(lane.mode.style)">\#(body)</g>"#
    }

    private static func toggle(_ mode: ResponseMode) -> String {
        mode == .streaming ? "t0" : "t2"
    }

    /// What stands beside the lanes.
    private func addLabels(
        _ placed: [Placed], _ groups: [Group], to drawing: inout WideDrawing
    ) {
        for group in groups {
            drawing.label("group", group.name, top: group.top, element: "b")
        }
        for place in placed {
            let lane = place.lane
            let style = lane.outcome.isFailure ? "bad" : lane.isWorst ? "worst" : ""
            drawing.label("due \(style)", due(lane), top: place.top)
            drawing.label("remark \(style)", remark(lane), top: place.top)
        }
    }

    // MARK: Words

    private var legend: [LegendEntry] {
        let hasStalls = raster.lanes.contains { !$0.stalls.isEmpty }
        let modes = ResponseMode.allCases.filter { mode in
            raster.lanes.contains { $0.mode == mode && !$0.ticks.isEmpty }
        }
        return modes.map {
            LegendEntry(
                $0 == .streaming ? 0 : 2, key: "tickkey \($0.style)",
                $0 == .streaming ? "a chunk" : "a non-streaming answer")
        }
            + (hasStalls
                ? [
                    LegendEntry(
                        1, key: "stallkey",
                        "a stall, over "
                            + QuantityFormat.latency(
                                milliseconds: raster.stallLimitMilliseconds))
                ] : [])
    }

    private func due(_ lane: StreamRaster.Lane) -> String {
        (lane.isWorst ? "► " : "") + QuantityFormat.fixed(lane.startSeconds, decimals: 1) + " s"
    }

    /// Why a lane deserves a look.
    private func remark(_ lane: StreamRaster.Lane) -> String {
        let isBeyond = lastMoment(lane) > (end ?? 0) * 1.000_001
        let beyond = isBeyond ? "▸ " : ""
        if !lane.outcome.isSuccess { return beyond + lane.outcome.rawValue }
        if lane.isWorst { return beyond + reason(lane) }
        return isBeyond ? beyond + QuantityFormat.latency(milliseconds: lastMoment(lane)) : ""
    }

    /// What a lane is among the worst for: the later its first output or the longer its longest gap,
    /// compared with the other lanes of its mode.
    private func reason(_ lane: StreamRaster.Lane) -> String {
        let peers = raster.lanes.filter { $0.mode == lane.mode }
        func wait(_ lane: StreamRaster.Lane) -> Double {
            (lane.ticks.first ?? 0) - (lane.sentMilliseconds ?? 0)
        }
        func gap(_ lane: StreamRaster.Lane) -> Double { lane.maxGapMilliseconds ?? 0 }
        guard !lane.ticks.isEmpty else { return "" }
        let stalls = lane.stalls.map { $0.endMilliseconds - $0.startMilliseconds }
        if let longest = stalls.max() {
            return "stall " + QuantityFormat.latency(milliseconds: longest)
        }
        let slower = peers.count { wait($0) > wait(lane) }
        let longer = peers.count { gap($0) > gap(lane) }
        return slower <= longer || gap(lane) == 0
            ? "first " + QuantityFormat.latency(milliseconds: wait(lane))
            : "gap " + QuantityFormat.latency(milliseconds: gap(lane))
    }

    private func words(_ lane: StreamRaster.Lane) -> String {
        var parts = [
            "request \(lane.request), \(Wording.mode(lane.mode)), \(lane.outcome.rawValue)",
            "due at \(QuantityFormat.fixed(lane.startSeconds, decimals: 2)) s",
        ]
        if let sent = lane.sentMilliseconds, let first = lane.ticks.first {
            parts.append(
                "first output after \(QuantityFormat.latency(milliseconds: first - sent))")
        }
        parts += lane.stalls.map {
            "stall of "
                + QuantityFormat.latency(milliseconds: $0.endMilliseconds - $0.startMilliseconds)
        }.prefix(4)
        if let end = lane.endMilliseconds {
            parts.append("ended after \(QuantityFormat.latency(milliseconds: end))")
        }
        return parts.joined(separator: "; ")
    }

    private var description: String {
        let failed = raster.lanes.count { $0.outcome.isFailure }
        let stalls = raster.lanes.reduce(0) { $0 + $1.stalls.count }
        return "\(raster.lanes.count) of \(Wording.plural(raster.requests, "request")) as lanes, "
            + "from the moment each was due: \(Wording.plural(failed, "failure")), "
            + "\(Wording.plural(stalls, "stall"))."
    }

    private func note(_ end: Double) -> String {
        let beyond = raster.lanes.count { lastMoment($0) > end * 1.000_001 }
        guard !isLive else {
            return
                "The streams that ended last. On the left: when each was due. Dotted: not sent yet. "
                + "Thin: sent, no output yet."
        }
        return "\(raster.lanes.count) of \(Wording.plural(raster.requests, "request")): a random "
            + "sample, and the worst (►). On the left: when each was due. Dotted: not sent yet. "
            + "Thin: sent, no output yet; the small mark on it is the response's head."
            + (beyond > 0 ? " ▸ goes on beyond the right edge." : "")
    }
}
