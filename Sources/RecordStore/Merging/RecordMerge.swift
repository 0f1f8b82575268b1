package import RunModel

/// Makes one record of several: shards of one plan, or one plan run on several machines at once.
///
/// Instants are laid on the clock of the record that began first, by the records' clock anchors (so
/// the machines' clocks must agree as well as the instants are to be compared). Requests are put in
/// the order of their scheduled time and numbered anew from 0: numbers of independent runs collide,
/// and any rule that keeps some of them depends on who is merged first. With that, merging is
/// commutative and associative, and a run without requests changes no request and no histogram.
/// No command merges yet: this is what runs in shards, on several machines, will be put together by.
package enum RecordMerge {
    /// - Throws: `RecordError.cannotMerge` when there is no record, one of them stands there twice, or
    ///   they ran different plans.
    package static func merged(_ records: [RunRecord]) throws(RecordError) -> RunRecord {
        try numbered(records).record
    }

    /// What a reader of the merged record must know: shards that are missing, measured windows that
    /// do not overlap. To be added to its notices.
    package static func caveats(_ records: [RunRecord]) -> [Notice] {
        var caveats: [Notice] = []
        let shards = Set(records.map(\.manifest.shard.index))
        let count = records.map(\.manifest.shard.count).max() ?? 1
        if shards.count < count {
            caveats.append(Notice(.other, "Merged \(shards.count) of \(count) shards."))
        }
        let windows = records.compactMap { window(of: $0.manifest) }
        let latestStart = windows.map(\.start).max() ?? 0
        let earliestEnd = windows.map(\.end).min() ?? 0
        if latestStart > earliestEnd {
            caveats.append(
                Notice(
                    .other,
                    "The measured windows do not overlap: the merged runs did not load the server "
                        + "together, and throughput over their common span is too low."))
        }
        return caveats
    }

    /// The merged record, and for each source the new numbers of its requests.
    static func numbered(
        _ records: [RunRecord]
    ) throws(RecordError) -> (record: RunRecord, numbers: [[Int: Int]]) {
        let manifest = try mergedManifest(records.map(\.manifest))
        var all: [Placed] = []
        var histograms = HistogramSet()
        for (source, record) in records.enumerated() {
            let shift = ClockShift(from: record.manifest.clock, to: manifest.clock)
            histograms.merge(record.histograms)
            for request in record.requests {
                var placed = Placed(request: request, source: source)
                shift.apply(to: &placed.request)
                all.append(placed)
            }
        }
        all.sort { $0.precedes($1) }
        var numbers = [[Int: Int]](repeating: [:], count: records.count)
        for index in all.indices {
            numbers[all[index].source][all[index].request.request] = index
            all[index].request.request = index
        }
        // A pair keeps its name, the number of its first request, under the new numbers.
        for index in all.indices {
            guard let pair = all[index].request.pair else { continue }
            all[index].request.pair = numbers[all[index].source][pair]
        }
        let merged = RunRecord(
            manifest: manifest, requests: all.map(\.request), histograms: histograms,
            tornRows: records.reduce(0) { $0 + $1.tornRows })
        return (merged, numbers)
    }

    private static func mergedManifest(
        _ manifests: [RunManifest]
    ) throws(RecordError) -> RunManifest {
        guard let first = manifests.first else {
            throw .cannotMerge(reason: "no record was given")
        }
        var merged = first.asMerged
        for (index, manifest) in manifests.enumerated().dropFirst() {
            if let part = differingPart(first.plan, manifest.plan) {
                throw .cannotMerge(reason: "the runs differ in their plan's \(part)")
            }
            if manifests[..<index].contains(where: { isSameRun($0, manifest) }) {
                throw .cannotMerge(reason: "the run of \(manifest.started) is given twice")
            }
            guard first.blocks == nil else {
                throw .cannotMerge(
                    reason: "blocks are in order of time, which two runs do not share")
            }
            merged = try merged.merged(with: manifest)
        }
        return merged
    }

    /// The first part of the plan that decides what is measured and is not the same; name, seed,
    /// target and folder may differ.
    private static func differingPart(_ left: RunPlan, _ right: RunPlan) -> String? {
        if left.request != right.request { return "request" }
        if left.load != right.load { return "load" }
        if left.timeouts != right.timeouts { return "timeouts" }
        if left.against != right.against { return "against" }
        return left.connection != right.connection ? "connection" : nil
    }

    private static func isSameRun(_ left: RunManifest, _ right: RunManifest) -> Bool {
        left.clock == right.clock && left.shard == right.shard && left.host == right.host
    }

    /// The measured window on the wall's clock.
    private static func window(of manifest: RunManifest) -> (start: Int64, end: Int64)? {
        guard let start = manifest.windowStartNanoseconds, let end = manifest.windowEndNanoseconds
        else { return nil }
        let origin = manifest.clock.originRealtimeNanoseconds
        return (origin + start, origin + end)
    }

    /// A request on its way to its place in the merged order.
    private struct Placed {
        var request: RequestRecord
        let source: Int

        /// By scheduled time. Ties are decided by all other columns: rows that agree in all of them may
        /// stand in either order, for it is the same order.
        func precedes(_ other: Placed) -> Bool {
            let (left, right) = (request.instants.scheduled, other.request.instants.scheduled)
            return left == right ? row.lexicographicallyPrecedes(other.row) : left < right
        }

        private static let zero = ClockAnchors(
            originMonotonicNanoseconds: 0, originRealtimeNanoseconds: 0)

        private var row: [UInt8] {
            var unnumbered = request
            unnumbered.request = 0
            unnumbered.pair = nil
            var buffer = RowBuffer(capacity: 1024)
            RequestColumns.write(
                unnumbered, clock: Self.zero, to: &buffer)
            return Array(buffer.storage[..<buffer.count])
        }
    }
}
