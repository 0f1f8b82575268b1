/// The first host of a list as Slurm writes it: `c[1-4,7]`, `gpu-[007-010]`, `login,c2`. Nil of an empty text.
package enum SlurmNodes {
    package static func first(of list: String) -> String? {
        guard let bracket = list.firstIndex(of: "["),
            !list[..<bracket].contains(",")
        else {
            return list.split(separator: ",").first.map(String.init)
        }
        let number = list[list.index(after: bracket)...].prefix { $0.isNumber }
        let rest = list[bracket...].drop { $0 != "]" }.dropFirst().prefix { $0 != "," }
        return String(list[..<bracket] + number + rest)
    }
}
