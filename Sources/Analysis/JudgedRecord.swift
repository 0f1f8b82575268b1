internal import RunModel
internal import Statistics

/// A record on its way to a summary.
struct JudgedRecord {
    let manifest: RunManifest
    /// Every request, warm-up included, by its number.
    let requests: [RequestRecord]
    let measured: [RequestRecord]
    let histograms: HistogramSet
    let chunks: ChunkDigest?
    let objectives: Objectives
    let window: MeasuredWindow

    init(
        manifest: RunManifest, requests: [RequestRecord], histograms: HistogramSet,
        chunks: ChunkDigest?, objectives: Objectives
    ) {
        self.manifest = manifest
        self.requests = requests
        self.histograms = histograms
        self.chunks = chunks
        self.objectives = objectives
        measured = requests.filter { $0.phase == .measured }
        window = MeasuredWindow(manifest: manifest, measured: measured)
    }

    var isOpenLoop: Bool { manifest.plan.load.isOpenLoop }

    var modes: [ResponseMode] {
        ResponseMode.allCases.filter { mode in measured.contains { $0.mode == mode } }
    }

    func rows() -> [SummaryRow] {
        let whole = modes.flatMap { mode in
            ModeRows(record: self, mode: mode, round: nil).rows()
        }
        let rounds = modes.flatMap { RoundRows(record: self, mode: $0).rows() }
        return whole + runRows() + otherPhaseRows() + rounds.filter { $0.round == nil }
            + rounds.filter { $0.round != nil }
    }

    /// What is of neither mode: the window and the client itself.
    private func runRows() -> [SummaryRow] {
        var rows = [
            SummaryRow(
                .window, nil, .value, window.seconds, .seconds, count: measured.count,
                note: window.isStated ? "" : MeasuredWindow.derivedNote)
        ]
        if let load = clientLoad {
            rows.append(
                SummaryRow(
                    .clientCPU, nil, .share, load, .share, count: manifest.client.workers))
        }
        return rows + clientRequestRows()
    }

    /// The share of its time that the average worker computed; nil when the record cannot say.
    private var clientLoad: Double? {
        let workers = manifest.client.workers
        guard workers > 0, let first = requests.map(\.instants.scheduled).min(),
            let last = requests.compactMap(\.instants.closed).max(), last > first
        else { return nil }
        return manifest.client.workerCPUSeconds / (last - first).seconds / Double(workers)
    }
}
