import Analysis
import ArgumentParser
import Foundation
import RecordStore
import Reporting
import RunModel

/// A sweep of runs that were measured each by itself, such as those that shards made of each load: nothing is sent.
struct SweepOfRuns {
    let paths: [String]
    /// The share of failures that, surely passed, is more than the target bears.
    let mostFailures: Double
    let place: RunFolderOptions
    let formats: [SweepFormat]
    let terminal: Terminal

    private struct Run {
        let path: String
        let load: SweepLoad
        let derived: DerivedFiles

        var manifest: RunManifest { derived.record.manifest }

        /// Whether it is that run, perhaps a copy of it: no two begin in one nanosecond, with one seed.
        func isSame(as other: Run) -> Bool {
            path == other.path
                || (manifest.clock == other.manifest.clock
                    && manifest.plan.seed == other.manifest.plan.seed
                    && manifest.windowStartNanoseconds == other.manifest.windowStartNanoseconds)
        }
    }

    /// Links the runs into a sweep's folder, and writes and shows what they say together.
    ///
    /// - Throws: `ValidationError` naming the run that has no place in one sweep with the others, `RecordError` of a record
    /// that cannot be read, or of what cannot be written.
    func gather() throws {
        let runs = try paths.map { try Self.read($0) }.sorted {
            $0.manifest.started < $1.manifest.started
        }
        var plan = try Self.plan(of: runs)
        plan.mostFailures = mostFailures
        let first = runs[0].manifest
        var record = SweepRecord(
            version: StreamGauge.version, plan: plan, started: first.started,
            endpoint: first.endpoint)
        record.isEmulated = first.isEmulated
        let folder = try folder(first)
        var steps = SweepSteps(folder: folder.path)
        for run in runs {
            let pass = record.steps.count { $0.load == run.load } + 1
            let place = SweepPlan.Place(run.load, pass: pass)
            let name = folder.newStep(place, attempt: 0)
            try link(run.path, from: "\(folder.path)/\(name)")
            let sample = StepSample(
                place, manifest: run.manifest, requests: run.derived.record.requests,
                histograms: run.derived.record.histograms, summary: run.derived.summary)
            let step = SweepStep(
                place, attempt: 0, folder: name,
                ending: sample.isOverloaded ? .saturated : isFailing(run) ? .failing : .measured,
                settling: sample.settling)
            steps.take(step, run.derived)
            record.steps.append(step)
        }
        record.ending = .completed
        record.ended = runs.compactMap(\.manifest.ended).max()
        try folder.write(steps.summary(record))
        let report = steps.report(record)
        try SweepTable.show(report, files: folder.write(report, formats), on: terminal)
    }

    private func folder(_ first: RunManifest) throws -> SweepFolder {
        if let folder = place.folder {
            return SweepFolder(path: try RecordDirectory(creatingAt: folder).path)
        }
        let name = place.name ?? first.plan.name
        return SweepFolder(
            path: try RecordDirectory(
                creatingIn: place.reports ?? RunPlan().record.folder,
                name: name.hasSuffix("sweep") ? name : "\(name)-sweep", at: .now()
            ).path)
    }

    private func isFailing(_ run: Run) -> Bool {
        let judged = run.derived.record.requests.filter { $0.phase == .measured }
        let failed = judged.count(where: \.outcome.isFailure)
        return FailureRule(most: mostFailures).isBroken(
            ended: failed + judged.count(where: \.outcome.isSuccess), failed: failed)
    }

    /// Relative, so that a folder with both in it can be moved.
    private func link(_ run: String, from place: String) throws {
        let from = URL(filePath: place).deletingLastPathComponent().resolvingSymlinksInPath()
            .pathComponents
        let to = URL(filePath: run).pathComponents
        let common = zip(from, to).prefix { $0 == $1 }.count
        let way = from.dropFirst(common).map { _ in ".." } + to.dropFirst(common)
        do {
            try FileManager.default.createSymbolicLink(
                atPath: place, withDestinationPath: way.joined(separator: "/"))
        } catch {
            throw RecordError.cannotWrite(file: place, reason: "no link can be made there")
        }
    }

    // MARK: Which runs

    private static func read(_ path: String) throws -> Run {
        let derived = try DerivedFiles(of: RecordDirectory(opening: path))
        let manifest = derived.record.manifest
        let plan = manifest.plan
        let reason: String? =
            if !manifest.shard.isWhole {
                "it is shard \(manifest.shard.words), a part of a load; merge the shards first"
            } else if plan.limits != nil {
                "it looked for limits"
            } else if plan.against != nil {
                "it has two sides"
            } else if plan.load.replay != nil {
                "it has the times of a trace"
            } else if plan.request.modes == .both {
                "it has answers of both kinds; give --modes streaming to each run"
            } else if ![.completed, .endedEarly].contains(manifest.ending) {
                "it was cut short"
            } else if !derived.summary.hasSuccess() {
                "no request of it succeeded"
            } else {
                nil
            }
        if let reason { throw ValidationError("'\(path)' is no step of a sweep: \(reason).") }
        let load =
            plan.load.rate.map { SweepLoad(.rate, $0) }
            ?? SweepLoad(.concurrency, Double(plan.load.concurrency))
        return Run(
            path: URL(filePath: path).resolvingSymlinksInPath().path, load: load, derived: derived)
    }

    private static func plan(of runs: [Run]) throws -> SweepPlan {
        let first = runs[0]
        let base = base(first.manifest.plan)
        for (place, run) in runs.enumerated().dropFirst() {
            if let same = runs[..<place].first(where: { $0.isSame(as: run) }) {
                throw ValidationError(
                    "'\(run.path)' and '\(same.path)' are one run; a sweep of two passes wants a run of each load for each."
                )
            }
            guard run.load.kind == first.load.kind else {
                throw ValidationError(
                    "'\(run.path)' and '\(first.path)' are loads of two kinds, --concurrency and --rate; a sweep has one."
                )
            }
            if let key = try PlanDifferences.first(Self.base(run.manifest.plan), base) {
                throw ValidationError(
                    "'\(run.path)' and '\(first.path)' differ in more than their load, in \(key); a sweep is of one plan."
                )
            }
            guard run.manifest.isEmulated == first.manifest.isEmulated else {
                throw ValidationError(
                    "One of '\(run.path)' and '\(first.path)' measured the emulator; a sweep is of one target."
                )
            }
        }
        let counts = Dictionary(grouping: runs, by: \.load).mapValues(\.count)
        guard counts.count > 1 else {
            throw ValidationError("--of: a sweep wants runs under two loads at least.")
        }
        let passes = counts.values.max() ?? 1
        if let rare = counts.filter({ $0.value < passes }).keys.min() {
            throw ValidationError(
                "--of: \(rare.label) was measured \(counts[rare] ?? 0) times, and another load \(passes) times; give as many "
                    + "runs of each load.")
        }
        do {
            let loads = try SweepLoads(
                parsing: counts.keys.map(\.text).joined(separator: ","), first.load.kind)
            return SweepPlan(
                base: base, loads: loads, passes: passes,
                arrivalSeed: first.manifest.plan.load.arrivalSeed ?? 0)
        } catch {
            throw ValidationError("--of: \(error.description).")
        }
    }

    /// What runs of one sweep have in common.
    private static func base(_ plan: RunPlan) -> RunPlan {
        var base = plan
        base.name = "sweep"
        base.seed = 1
        base.record = RunPlan().record
        // How much a step sends, how it warms up, and into how many rounds that goes, goes with its load.
        var load = LoadPlan()
        load.concurrency = 1
        load.arrival = plan.load.arrival
        load.burstiness = plan.load.burstiness
        load.ramp = plan.load.ramp
        load.tier = plan.load.tier
        base.load = load
        return base
    }
}
