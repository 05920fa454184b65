import RecordRoom
import SQLiteStore

/// For which practice the files in Keys/ were made, as far as that shows: an identity file is sealed as a whole, but the public
/// file that stands beside it since its owner joined names its practice, and the workstation's key is in the chain.
struct KeyFiles {
    /// Whether each file is of the practice in the folder; those that do not say are left out.
    private let publicFiles: [(path: String, isOurs: Bool)]
    private let station: (path: String, isOurs: Bool)?

    init(_ folder: PracticeFolder, _ store: SQLiteStore) {
        publicFiles = folder.identities().map(folder.publicFile).compactMap { path in
            guard let file = try? WholeFile.read(path, limit: 65_536),
                let isOurs = try? RecordRoom.isOfPractice(publicFile: file, in: store)
            else { return nil }
            return (path, isOurs)
        }
        let path = folder.stationFile
        station = (try? WholeFile.read(path, limit: 4096)).flatMap { file in
            (try? RecordRoom.isOfPractice(stationFile: file, in: store)).map { (path, $0) }
        }
    }

    /// Those that were made for another practice.
    func ofOtherPractices() -> [String] {
        (publicFiles + (station.map { [$0] } ?? [])).filter { !$0.isOurs }.map(\.path)
    }

    /// The people's files where all of them are of another practice, and the workstation is not of this one: then it is the practice
    /// file that does not belong here. One among others is a file put in the wrong place, and says nothing of the records.
    func ofOtherPracticeOnly() -> [String] {
        guard station?.isOurs != true, publicFiles.allSatisfy({ !$0.isOurs }) else { return [] }
        return publicFiles.map(\.path)
    }
}
