import ArgumentParser
import Foundation
import RunModel
import Workload

extension MediaSource {
    /// What goes along with the requests of a plan; nil where nothing does. Reads the file that it names.
    ///
    /// - Throws: `ValidationError` naming the option and the fix.
    static func of(_ plan: RunPlan) throws -> MediaSource? {
        guard let media = plan.request.media else { return nil }
        let file = try media.file.map { path in
            guard let data = FileManager.default.contents(atPath: path) else {
                throw ValidationError("--file: cannot read '\(path)'.")
            }
            return [UInt8](data)
        }
        do throws(WorkloadError) {
            return try MediaSource(media, file: file, seed: plan.seed)
        } catch {
            throw ValidationError("\(error.description).")
        }
    }
}
