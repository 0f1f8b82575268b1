/// What a launcher's script is made of.
package struct LaunchPlan: Sendable, Equatable {
    package enum Fault: Error, Equatable, CustomStringConvertible {
        case unquotable(String)

        package var description: String {
            switch self {
            case .unquotable(let text):
                "'\(text)' has a quote, $, ` or another letter that a shell reads, which no script can carry; rename it"
            }
        }
    }

    /// The plan file.
    package let plan: String
    package let shards: Int
    /// A folder that all machines see, for the shards' records.
    package let folder: String
    /// Lower-case letters, digits and hyphens.
    package let name: String
    /// The address that is asked; nil where the plan file has it.
    package let baseURL: String?

    /// - Throws: `Fault` for texts that cannot stand in a shell's single quotes.
    package init(
        plan: String, shards: Int, folder: String, name: String = "streamgauge",
        baseURL: String? = nil
    ) throws(Fault) {
        for text in [plan, folder, baseURL ?? ""]
        where text.contains(where: { "'\"\n\r$`\\".contains($0) }) {
            throw .unquotable(text)
        }
        self.plan = plan
        self.shards = shards
        self.folder = folder
        self.name = name
        self.baseURL = baseURL
    }

    /// The base URL as an option, with a blank before it.
    var address: String { baseURL.map { " --base-url '\($0)'" } ?? "" }
}
