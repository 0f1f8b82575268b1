/// A drawing over the page's whole width. Its lines stretch with the page while its letters do not: those
/// stand beside it, in HTML.
struct WideDrawing {
    /// What the width is drawn as, however wide it is shown.
    static let width = 1000.0

    let height: Double
    /// A class of the frame, which sets how much room the letters have.
    var style = ""
    /// Properties of that class, such as `--lane:8px`.
    var properties = ""
    private var elements: [String] = []
    private var labels: [Label] = []

    private struct Label {
        let style: String
        let text: String
        let top: Double
        var element = "span"
        /// A place of the width; nil beside the drawing.
        var x: Double?

        var isBefore: Bool { x.map { $0 > WideDrawing.width * 0.7 } ?? false }
    }

    init(height: Double, style: String = "") {
        self.height = height
        self.style = style
    }

    /// Pixels, within what a drawing can have: numbers of a damaged record may lie anywhere.
    private static func whole(_ value: Double) -> Int {
        value.isFinite ? Int(min(max(value, -1e6), 1e6)) : 0
    }

    /// Markup that the caller built.
    mutating func add(_ markup: String) { elements.append(markup) }

    /// `data` are the path's commands, made of numbers alone.
    mutating func path(_ style: String, _ data: String, title: String = "") {
        guard !data.isEmpty else { return }
        elements.append(
            #"<path class="\#(style)" d="\#(data)""#
                + (title.isEmpty ? "/>" : "><title>\(Markup(title).html)</title></path>"))
    }

    /// Lines through the whole height where the axis has its marks.
    mutating func gridLines(_ scale: any AxisScale) {
        path(
            "gridline",
            scale.ticks.map {
                "M\(ChartSVG.number(scale.position(of: $0))) 0V\(Self.whole(height))"
            }
            .joined())
    }

    /// Lines that should not be crossed, each with its name at the right.
    mutating func ceilings(_ lines: [(y: Double, name: String, style: String)]) {
        var free = Double.infinity
        for line in lines.sorted(by: { $0.y > $1.y }) {
            path("ceiling \(line.style)", "M0 \(ChartSVG.number(line.y))H\(Self.whole(Self.width))")
            // Two that lie close keep their words apart; long ones take two lines on a telephone.
            let top = max(min(line.y - 7, free - (line.name.count > 9 ? 28 : 14)), 0)
            label("remark \(line.style)", line.name, top: top)
            free = top
        }
    }

    /// A line of text beside the drawing, which says it to who does not see it in its own words.
    mutating func label(_ style: String, _ text: String, top: Double, element: String = "span") {
        guard !text.isEmpty else { return }
        labels.append(Label(style: style, text: text, top: top, element: element))
    }

    /// The same at a place of the width: to the right of it, or where that leaves no room to the left.
    mutating func label(_ style: String, _ text: String, x: Double, top: Double) {
        guard !text.isEmpty else { return }
        labels.append(Label(style: style, text: text, top: top, x: x))
    }

    /// A mark of an axis that counts something else than numbers, such as dates.
    struct AxisMark {
        let x: Double
        let text: String
    }

    /// The whole with its axis. `name` is unique in the page; `title` and `description` say what the
    /// drawing shows to who does not see it.
    func rendered(
        name: String, title: String, description: String, _ scale: any AxisScale,
        _ format: TickFormat, axis: String
    ) -> Drawing {
        rendered(
            name: name, title: title, description: description,
            marks: scale.ticks.map {
                AxisMark(x: scale.position(of: $0), text: format.text($0))
            }, axis: axis)
    }

    func rendered(
        name: String, title: String, description: String, marks: [AxisMark], axis: String
    ) -> Drawing {
        let frame = style.isEmpty ? "raster" : "raster \(style)"
        let variables = properties.isEmpty ? "" : #" style="\#(properties)""#
        let markup = Markup(
            trusted: #"<div class="\#(frame)"\#(variables)><div class="plot">"#
                + #"<svg class="lanes" viewBox="0 0 \#(Int(Self.width)) \#(Int(height))" "#
                + #"preserveAspectRatio="none" style="height:\#(Int(height))px" role="img" "#
                + #"aria-labelledby="\#(name)-title \#(name)-desc"><title id="\#(name)-title">"#
                + Markup(title).html + #"</title><desc id="\#(name)-desc">"#
                + Markup(description).html + "</desc>" + elements.joined() + "</svg>"
                + labels.map(Self.html).joined() + Self.axisLine(marks)
                + #"<p class="axisname" aria-hidden="true">\#(Markup(axis).html)</p></div></div>"#)
        return Drawing(
            name: name, markup: markup,
            elements: #"<g class="\#(frame)"\#(variables)><g class="lanes">"#
                + elements.joined() + "</g>" + labels.map(Self.svg).joined()
                + self.axis(marks, axis) + "</g>",
            width: Self.width, height: height, margins: margins)
    }

    /// As the page's style sets them on a wide screen.
    private var margins: Drawing.Margins {
        let (left, right) =
            switch style.split(separator: " ").first {
            case "forest": (214.0, 168.0)
            case "lanechart": (62.0, 106.0)
            case "trend": (62.0, 10.0)
            case "runrows": (256.0, 150.0)
            default: (66.0, 132.0)
            }
        return Drawing.Margins(left: left, right: right, bottom: 44)
    }

    private static func html(_ label: Label) -> String {
        let place =
            label.x.map { "left:\(ChartSVG.number($0 * 100 / width))%;" } ?? ""
        return
            #"<\#(label.element) class="\#(label.style)\#(label.isBefore ? " before" : "")" "#
            + #"style="\#(place)top:\#(Int(label.top))px" aria-hidden="true">"#
            + Markup(label.text).html + "</\(label.element)>"
    }

    /// Where the page's style puts it.
    private static func svg(_ label: Label) -> String {
        let names = label.style.split(separator: " ")
        let (x, anchor): (Double, String) =
            if let x = label.x {
                (x + (label.isBefore ? -4 : 4), label.isBefore ? "end" : "start")
            } else if names.contains("due") { (-8, "end") } else if names.contains("remark") {
                (width + 8, "start")
            } else { (0, "start") }
        return #"<text class="\#(label.style)" x="\#(ChartSVG.number(x))" "#
            + #"y="\#(Int(label.top) + 11)" text-anchor="\#(anchor)">"#
            + Markup(label.text).html + "</text>"
    }

    private func axis(_ marks: [AxisMark], _ name: String) -> String {
        let y = Int(height)
        let ticks = marks.map {
            #"<text x="\#(ChartSVG.number($0.x))" y="\#(y + 16)" text-anchor="middle">"#
                + Markup($0.text).html + "</text>"
        }
        return #"<line class="axis" x1="0" y1="\#(y)" x2="\#(Int(Self.width))" y2="\#(y)"/>"#
            + ticks.joined() + #"<text x="\#(Int(Self.width / 2))" y="\#(y + 36)" "#
            + #"text-anchor="middle">\#(Markup(name).html)</text>"#
    }

    private static func axisLine(_ marks: [AxisMark]) -> String {
        let ticks = marks.map { mark in
            let share = ChartSVG.number(mark.x * 100 / width)
            return #"<span style="left:\#(share)%">\#(Markup(mark.text).html)</span>"#
        }
        return #"<div class="axisline" aria-hidden="true">\#(ticks.joined())</div>"#
    }
}
