import AuditTrail
import Vault

/// Which links of the membership chain the log has, epoch by epoch. Who may begin an epoch is judged as of the link that they name
/// themselves: none before what the restored log names or logged will do, and every link after it must have been logged since. Else somebody
/// cuts the log back to when they were alone, and leaves or takes away what was said of people later, as they like.
struct LinkedEpochs {
    private var epochs: [UInt32: UInt32] = [:]
    /// The last link that an entry named or logged.
    private var reached: UInt32 = 0
    private var begun: [(epoch: UInt32, link: UInt32)] = []

    /// Takes the next entry.
    /// - Parameter links: those that it logged
    mutating func take(_ entry: Entry, logging links: [UInt32]) {
        for link in links where epochs[link] == nil { epochs[link] = entry.place.epoch }
        reached = max(reached, entry.chainHead.position, links.max() ?? 0)
    }

    /// Takes the first entry of another epoch, before `take`.
    /// - Returns: whether it names a link that will do
    mutating func begin(_ epoch: UInt32, at link: UInt32) -> Bool {
        begun.append((epoch, link))
        return link >= reached
    }

    /// Epochs after whose beginning the chain has a link that no entry logged since.
    /// - Parameter last: the chain's last link
    func unlinked(upTo last: UInt32) -> [UInt32] {
        begun.filter { begin in
            begin.link < last && (begin.link + 1...last).contains { (epochs[$0] ?? 0) < begin.epoch }
        }.map(\.epoch)
    }
}
