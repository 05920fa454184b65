import AuditTrail
import Cryptography
import Foundation
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

/// Who was let in, and whose key to the practice was then taken out of the file or altered, hears that the file was altered, and not
/// that nobody ever admitted them: also where the one who did it says so in the log.
struct LoggedRemovalTests {
    enum Way: CaseIterable { case grantGone, grantAltered, generationGone, generationAltered, linkAltered }

    @Test(
        "what is logged of a key or a link after it was written takes nothing back",
        arguments: Way.allCases, [true, false])
    func logged(_ way: Way, byStation: Bool) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let (bo, lin) = (try Intruder("bo", in: place), try Intruder("lin", in: place))
        let station = try StationKey(parsing: try SecretBytes(copying: try WholeFile.read(place.folder.stationFile)))
        let practice = bo.fixed(.practice)
        let row =
            switch way {
            case .grantGone, .grantAltered:
                try #require(
                    bo.rows(.grant).last { $0.scope == practice && $0.target == lin.identity.id })
            case .generationGone, .generationAltered: try #require(bo.rows(.generation).last { $0.scope == practice })
            case .linkAltered: try #require(bo.rows(.statement).max { $0.address < $1.address })
            }
        var body = row.body
        body[body.count / 2] ^= 1
        let altered = StoredRow(
            address: row.address, scope: row.scope, target: row.target, version: row.version + 1, body: body)
        let isGone = way == .grantGone || way == .generationGone
        // What the entry is sealed to is asked for before it is gone.
        if byStation {
            try bo.commit(altered: isGone ? [] : [altered], remove: isGone ? [row.address] : [], by: station)
        } else {
            try bo.commit(altered: isGone ? [] : [altered], remove: isGone ? [row.address] : [])
        }
        for command in [["status"], ["case", "list"], ["audit", "verify", "--deep"], ["check"]] {
            let ended = try place.run(command, as: "lin")
            #expect(ended.status == 76 || command == ["check"] && ended.status == 78, "\(command) \(ended)")
            #expect(!ended.errors.contains("staff admit"), "\(command) \(ended)")
        }
        #expect(try place.run(["audit", "verify"], as: nil).status == 76)
    }
}
