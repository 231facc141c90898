package io.jenkins.plugins.runpod.engine.archive;

import io.jenkins.plugins.runpod.engine.archive.Node.Folder;
import io.jenkins.plugins.runpod.engine.archive.Node.Link;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Where symbolic links of a tree lead, found in the tree alone. A link leads out if its target is absolute, or climbs above the
 * root at any step, also through other links and through names that do not exist.
 */
final class LinkTargets {
    private static final int MOST_LINKS = 40;
    private static final int MOST_STEPS = 300;

    private final Folder root;

    LinkTargets(Folder root) {
        this.root = root;
    }

    /** Takes the links that lead out from the tree, and says what is wrong with each. */
    void removeOutward(BiConsumer<List<String>, String> told) {
        var outward = new ArrayList<List<String>>();
        collect(root, new ArrayList<>(), outward);
        for (List<String> path : outward) {
            Folder parent = root;
            for (String name : path.subList(0, path.size() - 1)) {
                parent = (Folder) parent.children.get(name);
            }
            Link link = (Link) parent.children.remove(path.get(path.size() - 1));
            told.accept(path, link.target());
        }
    }

    private void collect(Folder folder, List<String> path, List<List<String>> outward) {
        folder.children.forEach((name, node) -> {
            path.add(name);
            if (node instanceof Folder below) {
                collect(below, path, outward);
            } else if (node instanceof Link link && leadsOut(path.subList(0, path.size() - 1), link.target())) {
                outward.add(List.copyOf(path));
            }
            path.remove(path.size() - 1);
        });
    }

    /** Whether a link in that folder leads out, or to no end. */
    private boolean leadsOut(List<String> parent, String target) {
        var place = new ArrayList<Node>(); // below the root, null for a name that does not exist
        parent.forEach(name -> place.add(child(place, name)));
        Deque<String> steps = new ArrayDeque<>();
        int links = 0;
        if (!follow(target, steps)) {
            return true;
        }
        for (int taken = 0; !steps.isEmpty(); taken++) {
            String name = steps.pop();
            if (taken > MOST_STEPS || name.equals("..") && place.isEmpty()) {
                return true;
            }
            if (name.equals("..")) {
                place.remove(place.size() - 1);
            } else if (!name.isEmpty() && !name.equals(".")) {
                Node next = child(place, name);
                if (!(next instanceof Link link)) {
                    place.add(next);
                } else if (++links > MOST_LINKS || !follow(link.target(), steps)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Node child(List<Node> place, String name) {
        Node node = place.isEmpty() ? root : place.get(place.size() - 1);
        return node instanceof Folder folder ? folder.children.get(name) : null;
    }

    /** Puts the names of a target before the other steps. False for an absolute one, and for too many names. */
    private static boolean follow(String target, Deque<String> steps) {
        if (target.isEmpty() || target.startsWith("/")) {
            return false;
        }
        String[] names = target.split("/");
        if (names.length + steps.size() > MOST_STEPS) {
            return false; // each step is taken, so these are too many
        }
        for (int i = names.length - 1; i >= 0; i--) {
            steps.push(names[i]);
        }
        return true;
    }
}
