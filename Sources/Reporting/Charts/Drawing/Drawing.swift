/// A drawing as a page holds it, and what a file of its own is made of.
struct Drawing {
    /// Unique in the page; the name of its file.
    let name: String
    /// With the letters around it as HTML where the drawing stretches with the page.
    let markup: Markup
    /// The same as elements of an SVG whose plot begins at 0, 0; every letter is one of them.
    let elements: String
    let width: Double
    let height: Double
    /// The room that letters take around the plot.
    var margins = Margins()

    struct Margins {
        var left = 0.0
        var right = 0.0
        var bottom = 0.0
    }
}
