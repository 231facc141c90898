/** What needs the plugin for folders, which can be absent: the presets of a folder. */
package io.jenkins.plugins.runpod.folder;
