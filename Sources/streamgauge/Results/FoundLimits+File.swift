import Analysis
import ArgumentParser
import Foundation
import RecordStore
import Reporting
import RunModel

extension FoundLimits {
    /// What the limits run found whose folder or limits.json `path` is; nil where it is another file, or none.
    ///
    /// - Throws: `ValidationError` naming `option` where it is such a file and cannot be used.
    static func found(at path: String, of option: String) throws -> FoundLimits? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return nil
        }
        let summary: LimitsSummary?
        if isFolder.boolValue {
            summary = try judged(path, of: option)
        } else {
            summary = try read(path, of: option)
        }
        guard let summary else { return nil }
        guard summary.isUsable else {
            throw ValidationError(
                "\(option): no request of '\(path)' was let in, so it tells no limits; give another "
                    + "limits run.")
        }
        return FoundLimits(summary)
    }

    /// The record is judged anew: what it found does not hang on the version that wrote limits.json.
    private static func judged(_ folder: String, of option: String) throws -> LimitsSummary {
        do throws(RecordError) {
            let directory = try RecordDirectory(opening: folder)
            let report = try LimitsReport(of: directory, [])
            guard report.summary.manifest.plan.limits != nil else {
                throw RecordError.notARecord(folder: folder)
            }
            return report.summary
        } catch {
            throw ValidationError(
                "\(option): '\(folder)' is not the folder of a limits run that can be read; give one that "
                    + "'streamgauge limits' wrote, or its limits.json.")
        }
    }

    private static func read(_ path: String, of option: String) throws -> LimitsSummary? {
        guard let data = FileManager.default.contents(atPath: path), looksLikeSummary(data) else {
            return nil
        }
        do {
            return try LimitsJSON.summary(from: data)
        } catch {
            throw ValidationError(
                "\(option): '\(path)' is no limits.json that this version reads; give the run's folder."
            )
        }
    }

    /// A JSON object with the members that limits.json has, and no profile of tiers, which is YAML, has.
    private static func looksLikeSummary(_ data: Data) -> Bool {
        guard let root = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            return false
        }
        return root["findings"] != nil && root["manifest"] != nil
    }
}
