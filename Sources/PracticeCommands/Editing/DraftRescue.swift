import Counseling
import Foundation
import Practice
import RecordRoom

/// What a killed program and a killed editor left in memory goes into the draft it belongs to, and the folder is wiped.
enum DraftRescue {
    /// The file of a folder that says whose text it is. It lies in memory as the text does.
    static let about = "about.json"

    private struct About: Codable {
        let practice: String
        let person: String
        let draft: String
        let job: UnfinishedText
    }

    static func note(_ job: UnfinishedText, draft: String, of practice: OpenPractice) throws -> [UInt8] {
        var job = job
        job.text = ""
        return Array(
            try JSONEncoder().encode(
                About(practice: practice.id, person: practice.identity.person.hex, draft: draft, job: job)))
    }

    /// The latest whole text in a folder.
    static func latest(in folder: MemoryFolder) -> String? {
        folder.newest([KnownEditor.text, KnownEditor.kept], orWith: KnownEditor.keptPrefixes)
            .flatMap { folder.read($0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Takes over one's own; those of other identities wait for them.
    static func run(_ practice: OpenPractice, _ context: CommandContext) {
        for folder in MemoryFolder.leftovers(context.environment) {
            guard let bytes = folder.read(about),
                let about = try? JSONDecoder().decode(About.self, from: Data(bytes))
            else {
                // Killed before a word was in it.
                folder.remove()
                continue
            }
            guard about.practice == practice.id, about.person == practice.identity.person.hex else { continue }
            if save(folder, about, practice, context) { folder.remove() }
        }
    }

    /// - Returns: false where the text could not be saved: it stays in memory then
    private static func save(
        _ folder: MemoryFolder, _ about: About, _ practice: OpenPractice, _ context: CommandContext
    ) -> Bool {
        let document = context.document(for: about.job)
        guard let file = latest(in: folder) else { return true }
        let bare = document.bare(ofFile: file)
        guard !document.isEmpty(bare) else { return true }
        do {
            let draft = try practice.takeUp(about.draft) ?? practice.beginDraft(about.job)
            try draft.save(bare)
            return true
        } catch { return false }
    }
}
