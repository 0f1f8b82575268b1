/// What a server said of itself through a run: server.csv.
package struct ServerRecord: Sendable, Equatable {
    /// Every look at a source, in order of time, failed ones too.
    package var scrapes: [ServerScrape] = []
    /// In the order in which they came.
    package var values: [ServerValue] = []

    package init() {}
}

/// One look at a source's metrics.
package struct ServerScrape: Sendable, Equatable {
    /// Its index in the manifest's `server_metrics`.
    package var source: Int
    /// When the question was about to be sent.
    package var at: MonotonicInstant
    /// How long after it was due that was.
    package var lateness: Duration
    /// From there to the end of the answer, or to its being given up.
    package var took: Duration
    package var outcome: ScrapeOutcome
    package var status: Int?
    package var bytes: Int
    /// Samples that were understood and kept.
    package var samples: Int
    /// Samples beyond what is kept, and lines that are none.
    package var leftOut: Int

    package init(
        source: Int, at: MonotonicInstant, lateness: Duration = .zero, took: Duration = .zero,
        outcome: ScrapeOutcome = .ok, status: Int? = nil, bytes: Int = 0, samples: Int = 0,
        leftOut: Int = 0
    ) {
        self.source = source
        self.at = at
        self.lateness = lateness
        self.took = took
        self.outcome = outcome
        self.status = status
        self.bytes = bytes
        self.samples = samples
        self.leftOut = leftOut
    }

    /// The answer was whole by then.
    package var end: MonotonicInstant { at + took }
}

package enum ScrapeOutcome: String, Codable, Sendable, CaseIterable {
    case ok
    /// No connection was had.
    case connect
    /// The answer was not whole in time.
    case timeout
    /// A status other than 200; redirects are not followed.
    case status
    /// The answer is longer than is read.
    case tooLarge = "too_large"
    /// It broke off.
    case broken
    /// What came holds no sample.
    case notMetrics = "not_metrics"
}

/// A sample of a source's metrics.
package struct ServerValue: Sendable, Equatable {
    package var source: Int
    /// That of its scrape.
    package var at: MonotonicInstant
    package var name: String
    /// As they stood between the braces, sorted by name: `le="0.1",model_name="m"`; empty where none did.
    package var labels: String
    /// Nil where it is there no more. May be infinite, or no number.
    package var value: Double?

    package init(
        source: Int, at: MonotonicInstant, name: String, labels: String, value: Double?
    ) {
        self.source = source
        self.at = at
        self.name = name
        self.labels = labels
        self.value = value
    }
}

/// Whose own metrics were read through a run, and what came of it.
package struct MetricsSource: Codable, Sendable, Equatable {
    /// Without what may be secret.
    package var url: String
    package var everySeconds: Double
    package var scrapes = 0
    /// Those that brought no metrics, by their outcome.
    package var failed: [String: Int] = [:]
    /// Looks that were not made, since the one before them was still under way.
    package var missed = 0
    /// Rows that server.csv has no room for.
    package var rowsLeftOut = 0

    package init(url: String, everySeconds: Double) {
        self.url = url
        self.everySeconds = everySeconds
    }
}
