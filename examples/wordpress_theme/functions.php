<?php
// In wp-config.php: PROHORI_URL and PROHORI_PAGE_KEY (`prohori sites page SITE`); with PROHORI_READER_SECRET (`prohori
// readers add SITE`) whoever has signed in to WordPress writes under that name; with PROHORI_API_KEY (scope submit) each
// post is described to Prohori, so that moderators see its title.

function prohori_article($post) { return 'wp-' . get_post($post)->ID; }

function prohori_token() {
    $user = wp_get_current_user();
    if (!defined('PROHORI_READER_SECRET') || !$user->ID) return '';
    $claims = ['sub' => 'wp-' . $user->ID, 'name' => mb_substr($user->display_name, 0, 60), 'exp' => time() + 3600];
    $plain = fn($bytes) => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    $signed = $plain(json_encode(['alg' => 'HS256', 'typ' => 'JWT'])) . '.' . $plain(json_encode($claims));
    return $signed . '.' . $plain(hash_hmac('sha256', $signed, PROHORI_READER_SECRET, true));
}

add_action('wp_enqueue_scripts', function () {
    wp_enqueue_style('prohori-khobor', get_stylesheet_uri());
    wp_enqueue_script('prohori', PROHORI_URL . '/embed/prohori.js', [], null, true);
});

add_action('publish_post', function ($id, $post) {
    if (!defined('PROHORI_API_KEY')) return;
    $section = get_the_category($id)[0]->name ?? null;
    $said = ['title' => get_the_title($post), 'url' => get_permalink($post), 'section' => $section];
    wp_remote_request(PROHORI_URL . '/v1/articles/' . prohori_article($post), [
        'method' => 'PUT',
        'headers' => ['Authorization' => 'Bearer ' . PROHORI_API_KEY, 'Content-Type' => 'application/json'],
        'body' => wp_json_encode($said),
    ]);
}, 10, 2);
