import Analysis
import ArgumentParser
import Foundation
import RecordStore
import Reporting
import RunModel

/// The folder of a sweep: sweep.json, what is made of it, and a folder for each step.
struct SweepFolder {
    let path: String

    static let file = SweepFormat.json.fileName

    /// Whether a folder is one of a sweep.
    static func isSweep(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(path)/\(file)")
    }

    /// The sweeps' folders in a folder, in order of their names.
    static func all(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { "\(folder)/\($0)" }.filter(isSweep)
    }

    /// What sweep.json says was done.
    ///
    /// - Throws: `ValidationError` where there is no sweep, or one of another version.
    static func record(in path: String) throws -> SweepRecord { try summary(in: path).record }

    /// What sweep.json says.
    ///
    /// - Throws: `ValidationError` where there is no sweep, or one of another version.
    static func summary(in path: String) throws -> SweepSummary {
        guard let data = FileManager.default.contents(atPath: "\(path)/\(file)") else {
            throw ValidationError("'\(path)' is no sweep's folder: it has no \(file).")
        }
        do {
            return try SweepJSON.summary(from: data)
        } catch {
            throw ValidationError(
                "'\(path)/\(file)' cannot be read by this version: \(Self.reason(error)).")
        }
    }

    private static func reason(_ error: any Error) -> String {
        guard case DecodingError.dataCorrupted(let context) = error else {
            return "it is not as docs/formats.md says"
        }
        return context.debugDescription
    }

    /// Refuses to go on with a sweep by another plan: its steps would not be of one curve.
    ///
    /// - Throws: `ValidationError` naming what differs.
    static func refuse(_ plan: SweepPlan, unlike begun: SweepPlan) throws {
        var shown = plan.base.withoutSecrets
        // Where it lies and what it is called changes nothing of what is measured.
        shown.record.folder = begun.base.record.folder
        shown.name = begun.base.name
        shown.load.arrivalSeed = begun.base.load.arrivalSeed
        let difference: String? =
            if plan.loads != begun.loads {
                "other loads"
            } else if plan.passes != begun.passes {
                "\(plan.passes) passes instead of \(begun.passes)"
            } else if plan.mostFailures != begun.mostFailures {
                "another --max-failures"
            } else if plan.arrivalSeed != begun.arrivalSeed {
                "another --arrival-seed"
            } else if let key = try PlanDifferences.first(shown, begun.base) {
                "another \(key)"
            } else {
                nil
            }
        guard let difference else { return }
        throw ValidationError(
            "--resume: this is another plan than the sweep was begun with, with \(difference); give no options but "
                + "--resume, or begin a new sweep.")
    }

    /// A folder for a step that nothing lies in: a kill may have left one behind.
    func newStep(_ place: SweepPlan.Place, attempt: Int) -> String {
        let name =
            "\(place.load.label)-pass\(place.pass)" + (attempt > 0 ? "-again\(attempt)" : "")
        var candidate = name
        var number = 1
        while FileManager.default.fileExists(atPath: "\(path)/\(candidate)") {
            number += 1
            candidate = "\(name)-\(number)"
        }
        return candidate
    }

    /// - Throws: `RecordError.cannotWrite`.
    func write(_ summary: SweepSummary) throws(RecordError) {
        guard let data = try? SweepJSON.data(summary) else {
            throw .cannotWrite(file: Self.file, reason: "it is not finite")
        }
        try WholeFile.write(Array(data), to: "\(path)/\(Self.file)")
    }

    /// Writes a file a format and returns their paths.
    ///
    /// - Throws: `RecordError.cannotWrite`.
    func write(_ report: SweepReport, _ formats: [SweepFormat]) throws(RecordError) -> [String] {
        var paths: [String] = []
        for format in formats {
            let file = "\(path)/\(format.fileName)"
            do {
                try WholeFile.write(Array(format.contents(of: report)), to: file)
            } catch let error as RecordError {
                throw error
            } catch {
                throw .cannotWrite(file: file, reason: String(describing: error))
            }
            paths.append(file)
        }
        return paths
    }
}

/// Where two plans differ.
enum PlanDifferences {
    /// The first key, such as `request.model`; nil of equal plans.
    static func first(_ one: RunPlan, _ other: RunPlan) throws -> String? {
        guard one != other else { return nil }
        let (left, right) = try (members(one), members(other))
        let keys = Set(left.keys).union(right.keys).sorted()
        return keys.first { left[$0] != right[$0] } ?? "plan"
    }

    private static func members(_ plan: RunPlan) throws -> [String: String] {
        let data = try SnakeCase.encoder().encode(plan)
        var found: [String: String] = [:]
        func walk(_ value: Any, _ path: String) {
            guard let object = value as? [String: Any] else {
                found[path] = "\(value)"
                return
            }
            for (key, member) in object { walk(member, path.isEmpty ? key : "\(path).\(key)") }
        }
        walk(try JSONSerialization.jsonObject(with: data), "")
        return found
    }
}
