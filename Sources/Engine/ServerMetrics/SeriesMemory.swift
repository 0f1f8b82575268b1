internal import RunModel
internal import Wire

/// What of a source's metrics is kept: samples that are known each time, others when they change.
struct SeriesMemory {
    /// Rows of a run for what nobody here knows by name.
    static let mostOtherRows = 200_000

    private var last: [String: (sample: MetricSample, look: Int)] = [:]
    private var look = 0
    private var otherRows = 0
    /// Rows that were not kept, since there were so many of them.
    private(set) var rowsLeftOut = 0

    /// The rows of one look.
    mutating func values(
        of samples: [MetricSample], in scrape: ServerScrape
    ) -> [ServerValue] {
        look += 1
        var values: [ServerValue] = []
        func value(_ sample: MetricSample, _ number: Double?) -> ServerValue {
            ServerValue(
                source: scrape.source, at: scrape.at, name: sample.name, labels: sample.labels,
                value: number)
        }
        for sample in samples {
            guard ServerMetric.known(sample.name, labels: sample.labels) == nil else {
                values.append(value(sample, sample.value))
                continue
            }
            let key = sample.name + "{" + sample.labels
            let before = last.updateValue((sample, look), forKey: key)?.sample.value
            guard before?.bitPattern != sample.value.bitPattern else { continue }
            if keepsAnother() { values.append(value(sample, sample.value)) }
        }
        for (key, entry) in last where entry.look != look {
            last[key] = nil
            if keepsAnother() { values.append(value(entry.sample, nil)) }
        }
        return values
    }

    private mutating func keepsAnother() -> Bool {
        guard otherRows < Self.mostOtherRows else {
            rowsLeftOut += 1
            return false
        }
        otherRows += 1
        return true
    }
}
