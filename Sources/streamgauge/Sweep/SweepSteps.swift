import Analysis
import Foundation
import RecordStore
import Reporting
import RunModel

/// The steps of a sweep as they are read from their records: each once.
struct SweepSteps {
    let folder: String
    private(set) var samples: [String: StepSample] = [:]
    private(set) var summaries: [String: RunSummary] = [:]

    init(folder: String) {
        self.folder = folder
    }

    /// Reads the record of a step.
    ///
    /// - Throws: `RecordError` naming the file that cannot be read.
    mutating func read(_ step: SweepStep) throws(RecordError) {
        let derived = try DerivedFiles(of: RecordDirectory(opening: "\(folder)/\(step.folder)"))
        take(step, derived)
    }

    mutating func take(_ step: SweepStep, _ derived: DerivedFiles) {
        summaries[step.folder] = derived.summary
        samples[step.folder] = StepSample(
            step.place, manifest: derived.record.manifest, requests: derived.record.requests,
            histograms: derived.record.histograms, summary: derived.summary)
    }

    /// What the sweep says by now.
    func summary(_ record: SweepRecord) -> SweepSummary {
        SweepSummary(record, samples: samples)
    }

    func report(_ record: SweepRecord) -> SweepReport {
        SweepReport(
            name: RecordName.of(folder), folder: folder, summary: summary(record),
            steps: record.counted.compactMap { step in
                summaries[step.folder].map { SweepReport.Step(step: step, summary: $0) }
            })
    }

    /// How long an answer takes under a load: as it took there, or under the next lesser one.
    func answer(under load: SweepLoad) -> Duration? {
        let known = samples.values.filter {
            $0.answerLength != nil && $0.place.load.value <= load.value
        }
        let nearest = known.max { left, right in
            (left.place.load.value, left.place.pass) < (right.place.load.value, right.place.pass)
        }
        return nearest?.answerLength
    }
}

extension SweepReport {
    /// Reads a sweep's folder. A step whose record cannot be read is left out, with a word.
    ///
    /// - Throws: `ValidationError` where there is no sweep.
    init(folder: String) throws {
        let record = try SweepFolder.record(in: folder)
        var steps = SweepSteps(folder: folder)
        for step in record.counted {
            do throws(RecordError) {
                try steps.read(step)
            } catch {
                Terminal.warn("left out: \(error)")
            }
        }
        self = steps.report(record)
    }
}
