/// A line of a server's metrics.
package struct MetricSample: Sendable, Equatable {
    package var name: String
    /// `a="x",b="y"`, sorted by name, escapes as they stood; empty where there are none.
    package var labels: String
    /// May be infinite, or no number.
    package var value: Double

    package init(name: String, labels: String = "", value: Double) {
        self.name = name
        self.labels = labels
        self.value = value
    }
}
